package io.marketlake.bench;

import java.util.List;
import java.util.Map;

/** What kind of work a stack does: that of its innermost frame of a known kind. */
final class WorkKind {
  /** Beginnings of class names; the longer ones of a family come first. */
  private static final List<Map.Entry<String, String>> KINDS =
      List.of(
          Map.entry("org.codehaus.", "compiling generated code"),
          Map.entry("org.apache.spark.sql.catalyst.expressions.codegen.", "generating code"),
          Map.entry("org.apache.parquet.", "Parquet"),
          Map.entry("com.github.luben.zstd.", "compression"),
          Map.entry("org.apache.kafka.", "Kafka client"),
          Map.entry("org.apache.spark.sql.kafka010.", "Kafka source"),
          Map.entry("com.fasterxml.jackson.", "JSON"),
          Map.entry("io.marketlake.silver.", "parsing and rules"),
          Map.entry("io.marketlake.feature.", "features (bars, texts, models)"),
          Map.entry("io.marketlake.bars.", "folding bars"),
          Map.entry("io.marketlake.inference.", "scoring"),
          Map.entry("io.marketlake.simulate.", "the simulated market"),
          Map.entry("io.marketlake.", "marketlake's own plumbing"),
          Map.entry("org.apache.spark.sql.delta.", "Delta"),
          Map.entry("io.delta.", "Delta"),
          Map.entry("org.apache.spark.sql.catalyst.optimizer.", "optimizing plans"),
          Map.entry("org.apache.spark.sql.catalyst.analysis.", "analysing plans"),
          Map.entry("org.apache.spark.sql.catalyst.", "plans and expressions"),
          Map.entry("org.apache.spark.sql.execution.streaming.", "Spark's stream"),
          Map.entry("org.apache.spark.sql.execution.ui.", "Spark's listeners"),
          Map.entry("org.apache.spark.status.", "Spark's listeners"),
          Map.entry("org.apache.spark.scheduler.AsyncEventQueue", "Spark's listeners"),
          Map.entry("org.apache.spark.scheduler.", "scheduling"),
          Map.entry("org.apache.spark.storage.", "blocks and shuffles"),
          Map.entry("org.apache.spark.shuffle.", "blocks and shuffles"),
          Map.entry("org.apache.spark.broadcast.", "broadcasts"),
          Map.entry("org.apache.spark.serializer.", "serializing"),
          Map.entry("org.apache.spark.util.ClosureCleaner", "serializing"),
          Map.entry("org.apache.spark.sql.execution.", "running plans"),
          Map.entry("org.apache.spark.sql.", "plans and expressions"),
          Map.entry("org.apache.hadoop.", "Hadoop"),
          Map.entry("org.apache.spark.", "other of Spark"),
          Map.entry("java.io.ObjectOutputStream", "serializing"),
          Map.entry("java.io.ObjectInputStream", "serializing"));

  private WorkKind() {}

  /** Of frames, the innermost first. */
  static String of(List<String> frames) {
    for (String frame : frames) {
      for (Map.Entry<String, String> kind : KINDS) {
        if (frame.startsWith(kind.getKey())) {
          return kind.getValue();
        }
      }
    }
    return "other";
  }
}
