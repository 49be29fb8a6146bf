package io.marketlake.history;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.unix_micros;

import io.marketlake.bars.BarFeed;
import io.marketlake.bars.BarTables;
import io.marketlake.bars.PriceStage;
import io.marketlake.bars.StepRows;
import io.marketlake.schema.SilverBars;
import java.time.Instant;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/**
 * Brings together, symbol by symbol and in order of bars, what a refold needs: first what the
 * symbol's indicators remembered and the roll-ups that there are, then each base bar with its late
 * events and, where it has some, all its events.
 */
final class RefoldItems {
  static final String START = "start";
  static final String KIND = "kind";
  static final String MEMORY = "memory";
  static final String BAR = "bar";
  static final String LATE = "late";
  static final String EVENT = "event";

  /** The kinds, in the order in which they come. */
  static final int OF_MEMORY = 0;

  static final int OF_ROLL_UP = 1;
  static final int OF_BAR = 2;
  static final int OF_LATE = 3;
  static final int OF_EVENT = 4;

  private final BarFeed feed;
  private final BarTables tables;

  RefoldItems(BarFeed feed, BarTables tables) {
    this.feed = feed;
    this.tables = tables;
  }

  /** The refolded bars and the states that they end with, as {@link StepRows}. */
  Dataset<Row> refold(
      Dataset<Row> memories,
      Dataset<Row> bars,
      Dataset<Row> late,
      Dataset<Row> events,
      Instant now) {
    String base = SilverBars.intervalName(feed.rules().base());
    Column first = lit(Long.MIN_VALUE);
    Dataset<Row> starts =
        late.select(col(SilverBars.SYMBOL), unix_micros(col(SilverBars.BAR_START)).as(START));
    Dataset<Row> ofLateBars =
        events
            .withColumn(START, PriceStage.barStart(feed.rules()))
            .join(starts, Joins.on(SilverBars.SYMBOL, START), "left_semi");
    Column memory = struct(col(StateSeeds.BEFORE), col(StateSeeds.LIVE));
    Column bar = struct(tables.bars().select());
    Column lateInfo =
        struct(
            col(CorrectionRows.LATE_COUNT),
            col(CorrectionRows.LATE_KNOWN_AT),
            col(CorrectionRows.LATE_AT));
    Column event =
        struct(Stream.of(events.columns()).map(name -> col(name)).toArray(Column[]::new));
    DataType memoryType = type(memories, memory);
    DataType barType = type(bars, bar);
    DataType lateType = type(late, lateInfo);
    DataType eventType = type(ofLateBars, event);
    Column noMemory = lit(null).cast(memoryType);
    Column noBar = lit(null).cast(barType);
    Column noLate = lit(null).cast(lateType);
    Column noEvent = lit(null).cast(eventType);
    Column barStart = unix_micros(col(SilverBars.BAR_START));
    Dataset<Row> rollUps = bars.filter(col(SilverBars.INTERVAL).notEqual(base));
    Dataset<Row> baseBars = bars.filter(col(SilverBars.INTERVAL).equalTo(base));
    return item(memories, first, OF_MEMORY, memory, noBar, noLate, noEvent)
        .union(item(rollUps, first, OF_ROLL_UP, noMemory, bar, noLate, noEvent))
        .union(item(baseBars, barStart, OF_BAR, noMemory, bar, noLate, noEvent))
        .union(item(late, barStart, OF_LATE, noMemory, noBar, lateInfo, noEvent))
        .union(item(ofLateBars, col(START), OF_EVENT, noMemory, noBar, noLate, event))
        .repartition(col(SilverBars.SYMBOL))
        .sortWithinPartitions(col(SilverBars.SYMBOL), col(START), col(KIND))
        .mapPartitions(
            new RefoldRows(feed.name(), feed.rules(), now),
            Encoders.row(StepRows.type(tables.bars())));
  }

  private static DataType type(Dataset<Row> rows, Column column) {
    return rows.select(column).schema().fields()[0].dataType();
  }

  private static Dataset<Row> item(
      Dataset<Row> rows,
      Column start,
      int kind,
      Column memory,
      Column bar,
      Column late,
      Column event) {
    return rows.select(
        col(SilverBars.SYMBOL),
        start.as(START),
        lit(kind).as(KIND),
        memory.as(MEMORY),
        bar.as(BAR),
        late.as(LATE),
        event.as(EVENT));
  }
}
