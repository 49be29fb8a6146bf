package io.marketlake.schema;

import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructType;

/**
 * {@code gold.sentiment}: one row a scored text of news or posts; of a text that names several
 * companies, one row a company. A row is known by its coordinate and its entity, and all rows of a
 * text are written in one commit.
 */
public final class GoldSentiment {
  public static final String TEXT = "text";
  public static final String SUBJECT = "subject";
  public static final String ENTITY = "entity";
  public static final String CONTEXT = "context";
  public static final String LABEL = "label";
  public static final String PROBABILITIES = "probabilities";
  public static final String SCORE = "score";
  public static final String DECIDED_BY = "decided_by";
  public static final String TERMS = "terms";
  public static final String TERM = "term";
  public static final String WEIGHT = "weight";
  public static final String MODEL_VERSION = "model_version";

  /** The order of {@link #PROBABILITIES}. */
  public static final List<String> LABELS = List.of("negative", "neutral", "positive");

  /** A term of a text and what it weighs. */
  public static final StructType TERM_TYPE =
      new StructType().add(TERM, StringType).add(WEIGHT, DoubleType);

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
                          Column.required(TEXT, StringType, "the text, whole"),
                          Column.optional(
                              SUBJECT,
                              StringType,
                              "what the feed says that it is about; null if nothing"),
                          Column.optional(
                              ENTITY,
                              StringType,
                              "symbol of the company of the reference that the row is about; null"
                                  + " where the text names none"),
                          Column.optional(
                              CONTEXT,
                              StringType,
                              "what a text that names several companies says of this one, scored in"
                                  + " its place; empty where that is nothing; null where the whole"
                                  + " text was scored"),
                          Column.required(LABEL, StringType, "negative, neutral or positive")
                              .from("the model or a rule"),
                          Column.required(
                                  PROBABILITIES,
                                  createArrayType(DoubleType),
                                  "the model's, of negative, neutral and positive, in this order; they sum to"
                                      + " 1")
                              .in("0 to 1")
                              .from("the model"),
                          Column.required(
                                  SCORE,
                                  DoubleType,
                                  "probability of positive less that of negative, -1 to 1")
                              .in("-1 to 1")
                              .from("the model"),
                          Column.required(
                                  DECIDED_BY,
                                  StringType,
                                  "what decided the label: model, or rule: and the name of a rule")
                              .from("the model or a rule"),
                          Column.optional(
                                  TERMS,
                                  createArrayType(TERM_TYPE),
                                  "what weighed most for the label, the heaviest first, as the model"
                                      + " counts it; empty where a rule decided")
                              .from("the model"),
                          Column.required(
                                  MODEL_VERSION, StringType, "version in the model registry")
                              .from("the model registry")),
                      Coordinate.COLUMNS)),
              List.of(BronzeEvents.DAY),
              "Sentiment of each news headline and post, and of each company where it names several, by"
                  + " a versioned model.")
          .ofRows(
              "a scored text; of one that names several companies, a company of it",
              Stream.concat(Coordinate.IDENTITY.stream(), Stream.of(ENTITY)).toList())
          .from("the silver table of the row's feed, and its text there");

  private GoldSentiment() {}
}
