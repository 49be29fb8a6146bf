package io.marketlake.quarantine;

import io.marketlake.delta.Commit;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeTables;
import io.marketlake.job.FailPoint;
import io.marketlake.job.LayerOutput;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Feed;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.topology.LayerFill;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Writes the corrections of a replay: first into tables of its own, then, table by table, into the
 * lake's. Killed before all is prepared, it has done nothing; killed later, the next one ends it
 * with the same rows. Bronze is written last, so that what it has of corrections, silver has too,
 * and whoever compares the two meanwhile finds nothing to fill in; gold is written before silver
 * for the same reason.
 */
public final class ReplayPublication {
  /** A replay makes one commit a table. */
  private static final long ONLY = 0;

  private static final DateTimeFormatter NAME_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Lake lake;
  private final LayerFill fill;
  private final LakeTables tables;
  private final List<Table> gold;
  private final FailPoint failPoint;

  /**
   * Writes under a right to do so.
   *
   * @param gold the tables that layers after silver write
   */
  public ReplayPublication(Lake lake, LayerFill fill, List<Table> gold, FailPoint failPoint) {
    this.lake = lake;
    this.fill = fill;
    this.tables = fill.tables();
    this.gold = List.copyOf(gold);
    this.failPoint = failPoint;
  }

  private List<Table> written(Feed feed) {
    List<Table> written = new ArrayList<>(gold);
    written.add(SilverTable.of(feed));
    written.add(BronzeEvents.TABLE);
    return written;
  }

  /** Begins a replay, once none is unfinished. */
  ReplayPlan begin(Feed feed, Instant now) {
    fill.ensure(List.of(BronzeEvents.TABLE, SilverTable.of(feed)));
    ReplayPlan plan =
        new ReplayPlan(
            NAME_TIME.format(now) + "-" + UUID.randomUUID().toString().substring(0, 8),
            feed.name(),
            false);
    plan.save(lake.files());
    return plan;
  }

  /** Writes these rows of these tables, in their order. */
  void publish(ReplayPlan plan, Map<Table, Dataset<Row>> rows) {
    fill.ensure(rows.keySet().stream().map(plan::staged).toList());
    rows.forEach((table, ofTable) -> append(plan, plan.staged(table), ofTable));
    ReplayPlan publishing = plan.publishing();
    publishing.save(lake.files());
    failPoint.reached("prepared");
    copy(publishing, List.copyOf(rows.keySet()));
  }

  /**
   * Ends the replay that was killed, or removes what it has left where it had not come to writing.
   *
   * @param feed that of the replay
   * @return how many corrections were brought to their end; empty where there were none
   */
  public OptionalLong end(ReplayPlan plan, Feed feed) {
    if (!plan.publishes()) {
      drop(plan);
      return OptionalLong.empty();
    }
    List<Table> staged =
        written(feed).stream().filter(table -> tables.exists(plan.staged(table))).toList();
    // The settings may have more columns by now.
    fill.ensure(staged.stream().map(plan::staged).toList());
    fill.ensure(staged);
    return OptionalLong.of(copy(plan, staged));
  }

  private long copy(ReplayPlan plan, List<Table> order) {
    long corrections = 0;
    for (Table table : order) {
      Dataset<Row> rows = tables.read(plan.staged(table));
      append(plan, table, rows);
      if (table.equals(BronzeEvents.TABLE)) {
        corrections = rows.count();
      }
    }
    failPoint.reached("published");
    drop(plan);
    return corrections;
  }

  private void append(ReplayPlan plan, Table table, Dataset<Row> rows) {
    fill.write(
        new LayerOutput(Map.of(table, rows), Optional.empty()),
        new Commit(plan.writer(), ONLY, "corrections of " + plan.feed()));
  }

  /** Removes what a replay has prepared, then that it was there: nothing is written after this. */
  void drop(ReplayPlan plan) {
    plan.ended().save(lake.files());
    lake.files().delete(ReplayPlan.FOLDER + plan.id());
    ReplayPlan.forget(lake.files());
  }
}
