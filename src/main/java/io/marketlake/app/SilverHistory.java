package io.marketlake.app;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.to_date;

import io.marketlake.delta.LakeTables;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Feed;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.silver.AcceptedEvents;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Looks accepted events up in the silver tables, reading only the days that matter. */
final class SilverHistory implements AcceptedEvents {
  private final LakeTables tables;

  SilverHistory(LakeTables tables) {
    this.tables = tables;
  }

  @Override
  public Dataset<Row> near(Feed feed, Dataset<Row> candidates) {
    Table table = SilverTable.of(feed);
    Dataset<Row> accepted = tables.read(table);
    Row days =
        candidates
            .select(to_date(col(SilverTable.EVENT_TIME)).as(BronzeEvents.DAY))
            .agg(min(col(BronzeEvents.DAY)), max(col(BronzeEvents.DAY)))
            .first();
    return days.isNullAt(0)
        ? accepted.limit(0)
        : accepted.filter(
            col(BronzeEvents.DAY)
                .between(date_add(lit(days.get(0)), -1), date_add(lit(days.get(1)), 1)));
  }
}
