package io.marketlake.schema;

import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import java.util.List;
import org.apache.spark.sql.types.StructType;

/**
 * {@code gold.alerts}: a step in the life of an alert, which is opened, updated and closed. Rows
 * are only added and never rebuilt; {@code gold.alerts_current} shows the newest step of each.
 */
public final class GoldAlerts {
  public static final String ALERT_ID = "alert_id";
  public static final String NUMBER = "number";
  public static final String STEP = "step";
  public static final String RULE = "rule";
  public static final String SUBJECT = "subject";
  public static final String VALUE = "value";
  public static final String THRESHOLD = "threshold";
  public static final String SENTENCE = "sentence";
  public static final String CAUSES = "causes";

  public static final String OPENED = "opened";
  public static final String UPDATED = "updated";
  public static final String CLOSED = "closed";

  /** A row that caused a step: its table, and what finds it there. */
  public static final StructType CAUSE =
      new StructType().add("table", StringType).add("key", StringType);

  public static final Table TABLE =
      new Table(
              "gold",
              "alerts",
              List.of(
                  Column.required(BronzeEvents.DAY, DateType, "UTC day of known_at"),
                  Column.required(
                      SilverTable.EVENT_TIME, TimestampType, "when what it tells of happened"),
                  Column.required(BronzeEvents.KNOWN_AT, TimestampType, "when this step was taken"),
                  Column.required(
                      ALERT_ID,
                      StringType,
                      "which alert; a subject may have several, one" + " after the other"),
                  Column.required(
                          NUMBER, IntegerType, "number of the step within the alert, from 1")
                      .in("steps"),
                  Column.required(STEP, StringType, "opened, updated or closed"),
                  Column.required(RULE, StringType, "what it watches for"),
                  Column.required(SUBJECT, StringType, "in what"),
                  Column.optional(VALUE, DoubleType, "what was measured; null where nothing was")
                      .in("the rule's"),
                  Column.optional(THRESHOLD, DoubleType, "what it was measured against")
                      .in("the rule's"),
                  Column.required(SENTENCE, StringType, "what happened, to be read"),
                  Column.required(CAUSES, createArrayType(CAUSE), "the rows that caused it")),
              List.of(BronzeEvents.DAY),
              "quality",
              false,
              "The steps of alerts: opened, updated, closed.")
          .ofRows("a step of an alert", List.of(ALERT_ID, NUMBER))
          .from("the rule, of the rows that caused it");

  private GoldAlerts() {}
}
