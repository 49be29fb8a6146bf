package io.marketlake.gold;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.udf;

import io.marketlake.feature.text.EntityContexts;
import io.marketlake.feature.text.EntitySpan;
import io.marketlake.job.Stage;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Feed;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.SilverTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Rows of a feed's silver table -> feed, day, event_time, known_at, text, subject (null where the
 * feed names none; several are joined by a blank), entity, context and the coordinate: the same
 * columns for every feed that has a text.
 *
 * <p>A row in is a row out, with the company that its text names as its entity and no context. A
 * text that names several companies is a row for each, in the text's order, with what it says of
 * that company as its context. Rows of silver from before it noted where a text names a company
 * have no context: each of their companies is given the whole text.
 */
final class TextStage implements Stage {
  // No column of a feed begins with an underscore.
  private static final String NAMED = "__named";
  private static final StructType ENTITY =
      new StructType()
          .add(GoldSentiment.ENTITY, DataTypes.StringType)
          .add(GoldSentiment.CONTEXT, DataTypes.StringType);
  // Nondeterministic only in name: it keeps the optimizer from reading once for every column.
  private static final UserDefinedFunction ENTITIES =
      udf(new Entities(), DataTypes.createArrayType(ENTITY)).asNondeterministic();

  private final Feed feed;

  TextStage(Feed feed) {
    this.feed = feed;
  }

  @Override
  public Dataset<Row> apply(Dataset<Row> rows) {
    List<Column> columns = new ArrayList<>();
    columns.add(lit(feed.name()).as(BronzeEvents.FEED));
    columns.add(col(BronzeEvents.DAY));
    columns.add(col(SilverTable.EVENT_TIME));
    columns.add(col(BronzeEvents.KNOWN_AT));
    columns.add(col(feed.text().orElseThrow()).cast("string").as(GoldSentiment.TEXT));
    columns.add(subject().as(GoldSentiment.SUBJECT));
    columns.add(
        explode(
                ENTITIES.apply(
                    col(SilverTable.CLEAN_TEXT),
                    col(SilverTable.LINKED_SYMBOLS),
                    col(SilverTable.LINKED_MENTIONS)))
            .as(NAMED));
    Coordinate.COLUMNS.forEach(c -> columns.add(col(c.name())));
    return rows.select(columns.toArray(Column[]::new))
        .withColumn(GoldSentiment.ENTITY, col(NAMED + "." + GoldSentiment.ENTITY))
        .withColumn(GoldSentiment.CONTEXT, col(NAMED + "." + GoldSentiment.CONTEXT))
        .drop(NAMED);
  }

  private Column subject() {
    if (feed.subject().isEmpty()) {
      return lit(null).cast("string");
    }
    return nullif(concat_ws(" ", col(feed.subject().get())), lit(""));
  }

  /** The companies that a text is scored for, each with its context; one of neither, if none. */
  private static final class Entities implements UDF3<String, Seq<String>, Seq<Row>, Row[]> {
    private static final long serialVersionUID = 1L;
    private static final Row[] NONE = {RowFactory.create(null, null)};

    @Override
    public Row[] call(
        @Nullable String text, @Nullable Seq<String> symbols, @Nullable Seq<Row> mentions) {
      if (text == null || symbols == null || symbols.isEmpty()) {
        return NONE;
      }
      if (symbols.size() == 1 || mentions == null) {
        return JavaConverters.seqAsJavaList(symbols).stream()
            .map(symbol -> RowFactory.create(symbol, null))
            .toArray(Row[]::new);
      }
      Map<String, String> contexts = EntityContexts.of(text, spans(text, mentions));
      return contexts.entrySet().stream()
          .map(entity -> RowFactory.create(entity.getKey(), entity.getValue()))
          .toArray(Row[]::new);
    }

    private static List<EntitySpan> spans(String text, Seq<Row> mentions) {
      List<EntitySpan> spans = new ArrayList<>();
      int unit = 0;
      int character = 1;
      for (Row mention : JavaConverters.seqAsJavaList(mentions)) {
        unit = text.offsetByCodePoints(unit, mention.getInt(1) - character);
        character = mention.getInt(1);
        int end = text.offsetByCodePoints(unit, mention.getInt(2));
        spans.add(new EntitySpan(mention.getString(0), unit, end));
      }
      return spans;
    }
  }
}
