package io.marketlake.bars;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;

import io.marketlake.job.Stage;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * Base bars that somebody else made -> rows of {@link SilverBars}: each with its indicators, and
 * the bars rolled up from them; the last roll-ups end with the rows.
 *
 * <p>Takes symbol, event_time (the bar's start, on the interval's grid, once a symbol), open, high,
 * low, close, volume, known_at and the coordinate; vwap, notional and trade_count may be null.
 * Where neither vwap nor notional is known they stay null, in roll-ups of such bars too, with the
 * distance from vwap; a bar without trade_count has 1.
 */
public final class ImportedBarsStage implements Stage {
  /** Whether a bar's notional is known, until it has been acted on. */
  static final String IS_PRICED = "__is_priced";

  private static final String VWAP_DISTANCE = "vwap_distance";

  private final BarFeed feed;
  private final Table bars;
  private final Duration delay;
  private final Instant plannedAt;

  /**
   * The stage.
   *
   * @param delay how long after its end a bar is known at the earliest
   */
  public ImportedBarsStage(BarFeed feed, Table bars, Duration delay, Instant plannedAt) {
    this.feed = feed;
    this.bars = bars;
    this.delay = delay;
    this.plannedAt = plannedAt;
  }

  @Override
  public Dataset<Row> apply(Dataset<Row> rows) {
    Column symbol = col("`" + feed.source().symbol() + "`");
    Dataset<Row> made =
        rows.withColumn(SilverBars.SYMBOL, symbol)
            .repartition(col(SilverBars.SYMBOL))
            .sortWithinPartitions(col(SilverBars.SYMBOL), col(SilverTable.EVENT_TIME))
            .mapPartitions(
                new ImportedBars(
                    feed.name(), feed.rules(), Micros.of(delay), new BarRows(plannedAt)),
                Encoders.row(bars.structType().add(IS_PRICED, DataTypes.BooleanType)));
    return unlessPriced(made, col(IS_PRICED)).select(bars.select());
  }

  /** Says of bars whose notional nobody knows neither that nor what is computed of it. */
  public static Dataset<Row> unlessPriced(Dataset<Row> bars, Column isPriced) {
    return bars.withColumns(
        Map.of(
            SilverBars.NOTIONAL,
            when(isPriced, col(SilverBars.NOTIONAL)),
            SilverBars.VWAP,
            when(isPriced, col(SilverBars.VWAP)),
            VWAP_DISTANCE,
            when(isPriced, col(VWAP_DISTANCE))));
  }
}
