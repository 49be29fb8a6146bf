package io.marketlake.app;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.to_date;

import io.marketlake.delta.LakeTables;
import io.marketlake.delta.RecentDays;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Feed;
import io.marketlake.schema.GoldRuleCounts;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.silver.AcceptedEvents;
import io.marketlake.silver.JudgedBefore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Looks accepted events up in the silver tables, reading only the days that matter, and what was
 * counted.
 */
final class SilverHistory implements AcceptedEvents, JudgedBefore {
  private final LakeTables tables;
  private final Map<String, RecentDays> read = new ConcurrentHashMap<>();

  SilverHistory(LakeTables tables) {
    this.tables = tables;
  }

  @Override
  public Dataset<Row> near(Feed feed, Dataset<Row> candidates, Duration within) {
    // Two events 24 hours apart lie on neighbouring days.
    long daysApart = within.plusDays(1).minusNanos(1).toDays();
    Row days =
        candidates
            .select(to_date(col(SilverTable.EVENT_TIME)).as(BronzeEvents.DAY))
            .agg(min(col(BronzeEvents.DAY)), max(col(BronzeEvents.DAY)))
            .first();
    Table table = SilverTable.of(feed);
    if (days.isNullAt(0)) {
      return tables.read(table).limit(0);
    }
    return days(table)
        .read(
            days.getDate(0).toLocalDate().minusDays(daysApart),
            days.getDate(1).toLocalDate().plusDays(daysApart));
  }

  @Override
  public Dataset<Row> counts(Feed feed) {
    return tables.read(GoldRuleCounts.TABLE).filter(col(BronzeEvents.FEED).equalTo(feed.name()));
  }

  private RecentDays days(Table table) {
    return read.computeIfAbsent(table.id(), id -> tables.recentDays(table, BronzeEvents.DAY));
  }
}
