package io.marketlake.history;

import static org.apache.spark.sql.functions.col;

import io.marketlake.bars.BarHistory;
import io.marketlake.delta.LakeTables;
import io.marketlake.delta.LatestRows;
import io.marketlake.schema.SilverBarStates;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.Table;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Looks up in a lake's tables how far its bars have come. */
public final class TableBarHistory implements BarHistory {
  private static final LatestRows.Keys KEYS =
      new LatestRows.Keys(
          SilverBarStates.KEY,
          SilverBarStates.STEP,
          SilverBarStates.TIER,
          SilverBarStates.RECENT,
          SilverBarStates.BASE);

  private final LakeTables tables;
  private final LatestRows states;

  public TableBarHistory(LakeTables tables, Table states) {
    this.tables = tables;
    this.states = tables.latestRows(states, KEYS);
  }

  @Override
  public Dataset<Row> states(Dataset<Row> keys, Column orFulfilling) {
    return states.of(keys, orFulfilling);
  }

  @Override
  public Dataset<Row> partitions(String feed) {
    return states.ofKeys(
        col(SilverBarStates.STATE_KEY)
            .startsWith(SilverBarStates.PARTITION_KEY)
            .and(col(SilverBars.SOURCE_FEED).equalTo(feed)));
  }

  /** The newest state of every symbol and partition of a feed. */
  Dataset<Row> all(String feed) {
    return states.all().filter(col(SilverBars.SOURCE_FEED).equalTo(feed));
  }

  /** Of rows of states, the newest of each key. */
  static Dataset<Row> newest(Dataset<Row> rows) {
    return LatestRows.newest(rows, SilverBarStates.TABLE, KEYS.key(), KEYS.step());
  }

  /** The newest state of every symbol of a feed. */
  Dataset<Row> symbols(String feed) {
    return states
        .all()
        .filter(col(SilverBars.SYMBOL).isNotNull().and(col(SilverBars.SOURCE_FEED).equalTo(feed)));
  }

  @Override
  public Dataset<Row> written(Table table) {
    return tables.read(table);
  }

  @Override
  public void pack() {
    states.pack();
  }
}
