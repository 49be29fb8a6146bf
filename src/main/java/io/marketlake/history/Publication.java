package io.marketlake.history;

import io.marketlake.schema.Table;
import io.marketlake.topology.LayerHold;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Writes what a rebuild has made into the lake's own tables, in one commit a table, while it holds
 * the right to.
 */
final class Publication {
  private final LayerHold hold;
  private final RebuildPlan plan;

  Publication(LayerHold hold, RebuildPlan plan) {
    this.hold = hold;
    this.plan = plan;
  }

  /** Commits further rows, if there are any; tells how many. */
  long further(Table table, Dataset<Row> further) {
    Dataset<Row> rows = further.persist();
    try {
      long count = rows.count();
      if (count > 0) {
        append(table, rows.coalesce(1));
      }
      return count;
    } finally {
      rows.unpersist();
    }
  }

  /** Commits rows, also where there are none. */
  void append(Table table, Dataset<Row> rows) {
    commit(table, () -> hold.tables().append(table, rows, plan.commit()));
  }

  /** Puts rows in the place of those that fulfil a condition. */
  void replace(Table table, Dataset<Row> rows, String condition) {
    commit(table, () -> hold.tables().replace(table, rows, condition));
  }

  private void commit(Table table, Runnable write) {
    hold.failPoint().reached("before " + table.id());
    hold.requireHeld();
    write.run();
    hold.failPoint().reached("after " + table.id());
  }
}
