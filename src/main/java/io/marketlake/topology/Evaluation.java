package io.marketlake.topology;

import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * How Spark evaluates the plans of a micro-batch: by code that it writes for each of them, which
 * pays off with many rows, or by interpreting them. Both give the same. To write the code anew for
 * every micro-batch, though it is compiled once, takes a fifth of the CPU of a stream that has a
 * thousand events a second.
 */
final class Evaluation {
  /**
   * As many records are interpreted in about the time in which the code of their plans is written.
   */
  private static final long FEW = 10_000;

  private static final Map<String, String> GENERATED =
      Map.of("spark.sql.codegen.wholeStage", "true", "spark.sql.codegen.factoryMode", "FALLBACK");

  private static final Map<String, String> INTERPRETED =
      Map.of(
          "spark.sql.codegen.wholeStage", "false", "spark.sql.codegen.factoryMode", "NO_CODEGEN");

  private Evaluation() {}

  /**
   * Chooses for what a session runs from now on.
   *
   * @param records about how many the micro-batch has
   */
  static void choose(SparkSession session, long records) {
    (records > FEW ? GENERATED : INTERPRETED).forEach(session.conf()::set);
  }
}
