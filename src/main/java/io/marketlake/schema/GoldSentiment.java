package io.marketlake.schema;

import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import java.util.List;

/** {@code gold.sentiment}: one row a scored text of news or posts. */
public final class GoldSentiment {
  public static final String TEXT = "text";
  public static final String SUBJECT = "subject";
  public static final String LABEL = "label";
  public static final String PROBABILITIES = "probabilities";
  public static final String SCORE = "score";
  public static final String DECIDED_BY = "decided_by";
  public static final String MODEL_VERSION = "model_version";

  /** The order of {@link #PROBABILITIES}. */
  public static final List<String> LABELS = List.of("negative", "neutral", "positive");

  public static final Table TABLE =
      new Table(
          "gold",
          "sentiment",
          Table.concat(
              List.of(
                  List.of(
                      Column.required(
                          BronzeEvents.FEED, StringType, "the feed that brought the text"),
                      Column.required(BronzeEvents.DAY, DateType, "UTC day of event_time"),
                      Column.required(
                          SilverTable.EVENT_TIME, TimestampType, "when it was published"),
                      Column.required(
                          BronzeEvents.KNOWN_AT,
                          TimestampType,
                          "when the lake could first know it"),
                      Column.required(TEXT, StringType, "the text that was scored"),
                      Column.optional(
                          SUBJECT,
                          StringType,
                          "what the feed says that it is about; null if nothing"),
                      Column.required(LABEL, StringType, "negative, neutral or positive"),
                      Column.required(
                          PROBABILITIES,
                          createArrayType(DoubleType),
                          "of negative, neutral and positive, in this order; they sum to 1"),
                      Column.required(
                          SCORE,
                          DoubleType,
                          "probability of positive less that of negative, -1 to 1"),
                      Column.required(DECIDED_BY, StringType, "what decided the label: model"),
                      Column.required(MODEL_VERSION, StringType, "version in the model registry")),
                  Coordinate.COLUMNS)),
          List.of(BronzeEvents.DAY),
          "Sentiment of each news headline and post, by a versioned model.");

  private GoldSentiment() {}
}
