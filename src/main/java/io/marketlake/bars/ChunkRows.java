package io.marketlake.bars;

import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.marketlake.feature.bar.BarRules;
import io.marketlake.feature.bar.ChunkFold;
import io.marketlake.schema.KafkaPartition;
import io.marketlake.schema.SilverBars;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Sums up chunks: rows of {@link PriceStage}, a Kafka partition's together and in offset order ->
 * one row a chunk and symbol, and one a chunk (symbol null), with the summary as bytes.
 */
final class ChunkRows implements MapPartitionsFunction<Row, Row> {
  static final String KAFKA_PARTITION = "kafka_partition";
  static final String FIRST = "first";
  static final String SUMMARY = "summary";

  static final StructType TYPE =
      new StructType()
          .add(SilverBars.SOURCE_FEED, StringType)
          .add(SilverBars.SYMBOL, StringType)
          .add(KAFKA_PARTITION, StringType)
          .add(FIRST, LongType)
          .add(SUMMARY, BinaryType);

  private static final long serialVersionUID = 1L;

  private final Map<String, BarRules> rules;

  ChunkRows(Map<String, BarRules> rules) {
    this.rules = rules;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    List<Row> summaries = new ArrayList<>();
    PriceRows events = null;
    Row last = null;
    ChunkFold fold = null;
    while (rows.hasNext()) {
      Row row = rows.next();
      if (events == null) {
        events = new PriceRows(row.schema());
      }
      if (fold == null || last == null || !events.together(last, row)) {
        summarize(last, fold, summaries);
        fold = new ChunkFold(rulesOf(events.feed(row)));
      }
      fold.add(events.event(row));
      last = row;
    }
    summarize(last, fold, summaries);
    return summaries.iterator();
  }

  private static void summarize(@Nullable Row last, @Nullable ChunkFold fold, List<Row> summaries) {
    if (last == null || fold == null) {
      return;
    }
    String feed = last.getAs(SilverBars.SOURCE_FEED);
    String partition = KafkaPartition.of(last).toString();
    summaries.add(
        RowFactory.create(
            feed, null, partition, fold.partition().first(), fold.partition().toBytes()));
    fold.symbols()
        .forEach(
            (symbol, chunk) ->
                summaries.add(
                    RowFactory.create(
                        feed, symbol, partition, chunk.firstOffset(), chunk.toBytes())));
  }

  private BarRules rulesOf(String feed) {
    BarRules found = rules.get(feed);
    if (found == null) {
      throw new IllegalArgumentException(feed + " makes no bars");
    }
    return found;
  }
}
