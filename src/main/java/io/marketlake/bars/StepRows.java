package io.marketlake.bars;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.marketlake.feature.bar.SymbolFold;
import io.marketlake.schema.SilverBarStates;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverWindows;
import io.marketlake.schema.Table;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * What a step makes of symbols, as one dataset: each row is a bar, a window, a state or a chunk
 * with late events, in the column of that name, and the other columns are null.
 */
public final class StepRows {
  static final String LATE_PARTITION = Chunk.KAFKA_PARTITION;
  static final String LATE_FIRST = "first";
  static final String LATE_NEWEST = "newest";
  static final String LATE_CLOSED = "closed";
  static final String LATE_EVENTS = "events";

  private static final String BAR = "bar";
  private static final String WINDOW = "window";
  private static final String STATE = "state";
  private static final String LATE = "late";

  private StepRows() {}

  /** The shape of the rows. */
  public static StructType type(Table bars) {
    return new StructType()
        .add(BAR, bars.structType())
        .add(WINDOW, SilverWindows.TABLE.structType())
        .add(STATE, SilverBarStates.TABLE.structType())
        .add(
            LATE,
            new StructType()
                .add(SilverBars.SOURCE_FEED, StringType)
                .add(LATE_PARTITION, StringType)
                .add(SilverBars.SYMBOL, StringType)
                .add(LATE_FIRST, LongType)
                .add(LATE_NEWEST, LongType)
                .add(LATE_CLOSED, LongType)
                .add(LATE_EVENTS, LongType));
  }

  public static Row ofBar(Row bar) {
    return RowFactory.create(bar, null, null, null);
  }

  static Row ofWindow(Row window) {
    return RowFactory.create(null, window, null, null);
  }

  public static Row ofState(Row state) {
    return RowFactory.create(null, null, state, null);
  }

  static Row ofLate(String feed, String symbol, SymbolFold.LateChunk late) {
    return RowFactory.create(
        null,
        null,
        null,
        RowFactory.create(
            feed,
            late.partition(),
            symbol,
            late.firstOffset(),
            late.before().newest(),
            late.before().closed(),
            late.events()));
  }

  /** The bars among the rows. */
  public static Dataset<Row> bars(Dataset<Row> steps) {
    return part(steps, BAR);
  }

  /** The windows among the rows. */
  public static Dataset<Row> windows(Dataset<Row> steps) {
    return part(steps, WINDOW);
  }

  /** The states among the rows. */
  public static Dataset<Row> states(Dataset<Row> steps) {
    return part(steps, STATE);
  }

  /** The chunks with late events among the rows. */
  static Dataset<Row> late(Dataset<Row> steps) {
    return part(steps, LATE);
  }

  private static Dataset<Row> part(Dataset<Row> steps, String part) {
    return steps.filter(col(part).isNotNull()).select(part + ".*");
  }
}
