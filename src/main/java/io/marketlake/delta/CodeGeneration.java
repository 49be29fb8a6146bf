package io.marketlake.delta;

import io.marketlake.error.Errors;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * Whether Spark writes code for the plans of a micro-batch or interprets them: many rows are worth
 * the code, which is written anew for every micro-batch though it is compiled once. Both give the
 * same. Who chooses for a session, in Spark's settings, is left alone.
 */
public final class CodeGeneration {
  /**
   * A setting of Spark's: plans over more rows than this get code, and a task a core. 0 for all.
   */
  public static final String INTERPRETED_ROWS = "spark.marketlake.interpreted-rows";

  private static final String USUAL = "100000";
  private static final String WHOLE_STAGE = "spark.sql.codegen.wholeStage";
  private static final String FACTORY = "spark.sql.codegen.factoryMode";
  private static final String NONE = "NO_CODEGEN";

  private static final Map<String, String> GENERATED =
      Map.of(WHOLE_STAGE, "true", FACTORY, "FALLBACK");
  private static final Map<String, String> INTERPRETED =
      Map.of(WHOLE_STAGE, "false", FACTORY, NONE);

  private CodeGeneration() {}

  /**
   * Chooses for a micro-batch: for all plans that its session makes from now on. Spark has planned
   * the read of Kafka by then, which goes by the choice of the micro-batch before.
   *
   * @param rows how many it has; what it reads of tables counts when it is read
   */
  public static void choose(SparkSession session, long rows) {
    if (isOurs(session)) {
      (rows > limit(session) ? GENERATED : INTERPRETED).forEach(session.conf()::set);
    }
  }

  /** Whether what a session plans now is interpreted, since there are few rows. */
  public static boolean isInterpreting(SparkSession session) {
    return isOurs(session) && session.conf().get(FACTORY).equals(NONE);
  }

  private static boolean isOurs(SparkSession session) {
    SparkConf given = session.sparkContext().getConf();
    return !given.contains(WHOLE_STAGE) && !given.contains(FACTORY);
  }

  /** The active session reads a table: many rows of it get code, until others are kept. */
  static void reads(LongSupplier rows) {
    SparkSession session = SparkSession.active();
    if (isInterpreting(session)) {
      long read = rows.getAsLong();
      if (read > limit(session)) {
        choose(session, read);
      }
    }
  }

  private static long limit(SparkSession session) {
    String limit = session.conf().get(INTERPRETED_ROWS, USUAL);
    if (!limit.matches("\\d{1,18}")) {
      throw Errors.badSettings(
          List.of(INTERPRETED_ROWS + " is '" + limit + "', which is no number of rows"));
    }
    return Long.parseLong(limit);
  }
}
