package io.marketlake.schema;

import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import java.util.List;
import org.apache.spark.sql.types.StructType;

/**
 * {@code gold.rule_counts}: how many records of a feed passed and failed a rule in a micro-batch,
 * or in a step of a refill. Each record that silver or quarantine has is in the counts once. The
 * parser's own rules are counted too: {@code json} always, one of a field (such as {@code
 * price.type}) where it failed.
 */
public final class GoldRuleCounts {
  public static final String RULE = "rule";
  public static final String KIND = "kind";
  public static final String ACTION = "action";
  public static final String PASSED = "passed";
  public static final String FAILED = "failed";
  public static final String MEASURE = "measure";
  public static final String BASELINE = "baseline";
  public static final String AT_LEAST = "at_least";
  public static final String AT_MOST = "at_most";
  public static final String FIRST_KNOWN_AT = "first_known_at";
  public static final String RANGES = "ranges";
  public static final String FIRST_OFFSET = "first_offset";
  public static final String LAST_OFFSET = "last_offset";

  /** The {@link #KIND} of the parser's own rules. */
  public static final String PARSER = "parser";

  /** An element of {@link #RANGES}. */
  public static final StructType RANGE =
      new StructType()
          .add(Coordinate.CLUSTER_ID, StringType)
          .add(Coordinate.TOPIC_ID, StringType)
          .add(Coordinate.TOPIC, StringType)
          .add(Coordinate.PARTITION, org.apache.spark.sql.types.DataTypes.IntegerType)
          .add(FIRST_OFFSET, LongType)
          .add(LAST_OFFSET, LongType);

  public static final Table TABLE =
      new Table(
              "gold",
              "rule_counts",
              List.of(
                  Column.required(BronzeEvents.DAY, DateType, "UTC day of known_at"),
                  Column.required(
                      BronzeEvents.KNOWN_AT,
                      TimestampType,
                      "known_at of the newest record that was judged"),
                  Column.required(BronzeEvents.FEED, StringType, "the feed"),
                  Column.required(RULE, StringType, "the rule's name"),
                  Column.required(KIND, StringType, "parser, condition, uniqueness or aggregate"),
                  Column.required(ACTION, StringType, "warn, quarantine, drop or fail"),
                  Column.required(
                          PASSED,
                          LongType,
                          "records that satisfied it; of an aggregate rule 1 where the micro-batch did, 0 where"
                              + " it could not be judged")
                      .in("records"),
                  Column.required(
                          FAILED,
                          LongType,
                          "records that broke it; of an aggregate rule 1 where the micro-batch did")
                      .in("records"),
                  Column.optional(
                          MEASURE,
                          DoubleType,
                          "what an aggregate rule measured; null where there was too little to measure")
                      .in("as the rule's measure: share, 1 a minute, or its column's"),
                  Column.optional(
                          BASELINE,
                          DoubleType,
                          "mean of the measure in the accepted micro-batches before; null for fixed"
                              + " limits")
                      .in("as measure"),
                  Column.optional(AT_LEAST, DoubleType, "the least that the measure might be")
                      .in("as measure"),
                  Column.optional(AT_MOST, DoubleType, "the most that the measure might be")
                      .in("as measure"),
                  Column.required(
                      FIRST_KNOWN_AT,
                      TimestampType,
                      "known_at of the oldest record that was judged"),
                  Column.required(
                      RANGES,
                      createArrayType(RANGE),
                      "the offsets of the records that were judged, by Kafka partition"),
                  Column.required(
                          BronzeEvents.INGESTED_AT,
                          TimestampType,
                          "when its micro-batch was planned; not comparable between runs")
                      .from("the job's clock")),
              List.of(BronzeEvents.DAY),
              "Passes and failures of each rule in each micro-batch.")
          .ofRows(
              "a rule in a micro-batch, or in a step of a refill",
              List.of(BronzeEvents.FEED, RULE, KIND, RANGES))
          .from("what silver judged of `bronze.events`")
          .writtenBy("silver");

  private GoldRuleCounts() {}
}
