package io.marketlake;

import io.marketlake.app.SparkSessions;
import org.apache.spark.sql.SparkSession;

/** The one Spark session of all tests of a JVM, made as the jobs make theirs. */
public final class TestSpark {
  private TestSpark() {}

  private static final class Holder {
    static final SparkSession SESSION = start();

    private static SparkSession start() {
      System.setProperty("spark.master", "local[2]");
      System.setProperty("spark.ui.enabled", "false");
      return SparkSessions.forStreams("tests");
    }
  }

  public static SparkSession session() {
    return Holder.SESSION;
  }
}
