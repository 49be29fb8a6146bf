package io.marketlake.silver;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.marketlake.job.Stage;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.EventTimes;
import io.marketlake.schema.Feed;
import io.marketlake.schema.Field;
import io.marketlake.schema.KnownAt;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.SilverTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Rows of {@link BronzeEvents} of one feed -> the feed's columns, typed, with {@code event_time},
 * {@code known_at}, {@code kafka_time} and the coordinate; {@code failed_rules} and {@code reasons}
 * (arrays, empty where all is well) and {@code class} (null, malformed or invalid) say what was
 * wrong, and {@code origin} keeps key, value and headers. One row in, one row out.
 */
final class ParseStage implements Stage {
  static final String ORIGIN = "origin";

  // No column of a feed begins with an underscore.
  private static final String PARSED = "__parsed";
  private static final String EVENT_KNOWN_AT = "__event_known_at";
  private static final String MALFORMED = "__malformed";

  private final Feed feed;

  ParseStage(Feed feed) {
    this.feed = feed;
  }

  @Override
  public Dataset<Row> apply(Dataset<Row> rows) {
    // Nondeterministic only in name: it keeps the optimizer from parsing once for every column.
    UserDefinedFunction parse = udf(new Parse(feed), parsedType()).asNondeterministic();
    List<Column> columns = new ArrayList<>();
    columns.add(col(BronzeEvents.FEED));
    Coordinate.COLUMNS.forEach(c -> columns.add(col(c.name())));
    columns.add(col(BronzeEvents.KAFKA_TIME));
    columns.add(knownAt().as(BronzeEvents.KNOWN_AT));
    columns.add(col(PARSED + "." + SilverTable.EVENT_TIME));
    for (Field field : valueFields()) {
      columns.add(col(PARSED + "." + field.column()));
    }
    for (String list : List.of(QuarantineEvents.FAILED_RULES, QuarantineEvents.REASONS)) {
      columns.add(coalesce(col(PARSED + "." + list), RuleStage.none()).as(list));
    }
    columns.add(
        when(col(PARSED + "." + MALFORMED), QuarantineEvents.MALFORMED)
            .when(
                col(PARSED + "." + QuarantineEvents.FAILED_RULES).isNotNull(),
                QuarantineEvents.INVALID)
            .as(QuarantineEvents.CLASS));
    columns.add(
        struct(col(BronzeEvents.KEY), col(BronzeEvents.VALUE), col(BronzeEvents.HEADERS))
            .as(ORIGIN));
    Dataset<Row> typed =
        rows.withColumn(PARSED, parse.apply(col(BronzeEvents.VALUE)))
            .select(columns.toArray(Column[]::new));
    Map<String, Column> replaced = new LinkedHashMap<>();
    for (Field field : valueFields()) {
      field
          .expression()
          .ifPresent(e -> replaced.put(field.column(), expr(e).cast(field.type().dataType())));
    }
    return replaced.isEmpty() ? typed : typed.withColumns(replaced);
  }

  /** What was corrected was not known before, whatever its feed declares. */
  private Column knownAt() {
    return feed.knownAt().source() == KnownAt.Source.KAFKA
        ? col(BronzeEvents.KNOWN_AT)
        : when(Coordinate.isCorrection(), col(BronzeEvents.KNOWN_AT))
            .otherwise(coalesce(col(PARSED + "." + EVENT_KNOWN_AT), col(BronzeEvents.KNOWN_AT)));
  }

  private List<Field> valueFields() {
    return feed.fields().stream().filter(f -> !f.name().equals(feed.eventTime())).toList();
  }

  private StructType parsedType() {
    StructType type = new StructType();
    for (Field field : valueFields()) {
      type = type.add(field.column(), field.type().dataType());
    }
    return type.add(SilverTable.EVENT_TIME, DataTypes.TimestampType)
        .add(EVENT_KNOWN_AT, DataTypes.TimestampType)
        .add(QuarantineEvents.FAILED_RULES, DataTypes.createArrayType(DataTypes.StringType))
        .add(QuarantineEvents.REASONS, DataTypes.createArrayType(DataTypes.StringType))
        .add(MALFORMED, DataTypes.BooleanType);
  }

  /** The parser as Spark calls it; the parser itself is made where the rows are. */
  private static final class Parse implements UDF1<byte[], Row> {
    private static final long serialVersionUID = 1L;

    private final EventShape shape;
    private transient @Nullable JsonEventParser parser;

    Parse(Feed feed) {
      this.shape = EventShape.of(feed);
    }

    @Override
    public Row call(byte @Nullable [] value) {
      JsonEventParser current = parser;
      if (current == null) {
        current = new JsonEventParser(shape);
        parser = current;
      }
      ParsedEvent event = current.parse(value);
      List<EventShape.Field> fields = shape.fields();
      List<@Nullable Object> row = new ArrayList<>(fields.size() + 5);
      for (int i = 0; i < fields.size(); i++) {
        if (!shape.isEventTime(fields.get(i))) {
          row.add(event.value(i));
        }
      }
      EventTimes.EventTime time = event.time();
      row.add(time == null ? null : time.instant());
      row.add(time == null ? null : time.known().plus(shape.knownAfter()));
      row.add(event.rules().isEmpty() ? null : event.rules());
      row.add(event.rules().isEmpty() ? null : event.reasons());
      row.add(event.isMalformed());
      return RowFactory.create(row.toArray());
    }
  }
}
