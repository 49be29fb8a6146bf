package io.marketlake.logstore;

import io.delta.tables.DeltaTable;
import io.marketlake.TestS3;
import io.marketlake.app.SparkSessions;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.SparkSession;

/**
 * A Spark job of its own that does to a Delta table what it hears: {@code append FROM TO} appends
 * these numbers, {@code optimize} compacts. It answers {@code done} when Delta has acknowledged it.
 * Argument: the table's location. Settings of Hadoop come as system properties spark.hadoop.….
 *
 * @see TestS3#environment() for its credentials
 */
public final class TableWriter {
  private TableWriter() {}

  public static void main(String[] arguments) throws Exception {
    String location = arguments[0];
    SparkSession spark = SparkSessions.forCommands("table writer");
    System.out.println("ready");
    BufferedReader heard =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = heard.readLine(); line != null; line = heard.readLine()) {
      String[] words = line.split(" ", -1);
      if (words[0].equals("append")) {
        spark
            .range(Long.parseLong(words[1]), Long.parseLong(words[2]), 1, 1)
            .write()
            .format("delta")
            .mode("append")
            .save(location);
      } else {
        DeltaTable.forPath(spark, location).optimize().executeCompaction();
      }
      System.out.println("done");
    }
    spark.stop();
  }
}
