package io.marketlake.bars;

import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.marketlake.feature.bar.BarRules;
import io.marketlake.feature.bar.ChunkFold;
import io.marketlake.feature.bar.PartitionChunk;
import io.marketlake.schema.SilverBars;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * Sums up pieces of chunks: rows of {@link Chunk#events} -> one row a piece and symbol, and one a
 * piece (symbol null), with the summary as bytes. Where the rows of a task are in no order there is
 * one row instead, which has nothing.
 */
final class ChunkRows implements FlatMapFunction<Iterator<Row>, Row> {
  static final String FIRST = "first";
  static final String LAST = "last";
  static final String SUMMARY = "summary";

  static final StructType TYPE =
      new StructType()
          .add(SilverBars.SOURCE_FEED, StringType)
          .add(SilverBars.SYMBOL, StringType)
          .add(Chunk.KAFKA_PARTITION, StringType)
          .add(FIRST, LongType)
          .add(LAST, LongType)
          .add(SUMMARY, BinaryType);

  private static final long serialVersionUID = 1L;
  private static final Row DISORDER = RowFactory.create(null, null, null, null, null, null);

  private final Map<String, BarRules> rules;

  ChunkRows(Map<String, BarRules> rules) {
    this.rules = rules;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    Pieces<ChunkFold> pieces =
        new Pieces<>((chunk, first) -> new ChunkFold(ChunkPasses.rulesOf(chunk.feed(), rules)));
    if (!pieces.take(rows, (chunk, event, fold) -> fold.add(event))) {
      return List.of(DISORDER).iterator();
    }
    List<Row> summaries = new ArrayList<>();
    pieces.all().forEach(piece -> summarize(piece.chunk(), piece.made(), summaries));
    return summaries.iterator();
  }

  /** Whether a row says that the rows of a task were in no order. */
  static boolean saysDisorder(Row row) {
    return row.getAs(SUMMARY) == null;
  }

  private static void summarize(Chunk chunk, ChunkFold fold, List<Row> summaries) {
    PartitionChunk all = fold.partition();
    summaries.add(
        RowFactory.create(
            chunk.feed(), null, chunk.partition(), all.first(), all.last(), all.toBytes()));
    fold.symbols()
        .forEach(
            (symbol, ofSymbol) ->
                summaries.add(
                    RowFactory.create(
                        chunk.feed(),
                        symbol,
                        chunk.partition(),
                        ofSymbol.firstOffset(),
                        null,
                        ofSymbol.toBytes())));
  }
}
