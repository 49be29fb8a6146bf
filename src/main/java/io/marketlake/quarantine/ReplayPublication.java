package io.marketlake.quarantine;

import io.marketlake.delta.Commit;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeTables;
import io.marketlake.error.QuarantineErrors;
import io.marketlake.job.FailPoint;
import io.marketlake.job.LayerOutput;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Feed;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.topology.LayerFill;
import io.marketlake.topology.WorkUnderWay;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 *
 * <p>Where the feed keeps repeats out, a correction and an event that a running stream takes
 * meanwhile never both come in with the same id: once the plan says that it publishes, silver
 * compares with what is prepared; what silver had begun before is waited for, and the corrections
 * that it repeats are left out.
 */
public final class ReplayPublication {
  /** A replay makes one commit a table. */
  private static final long ONLY = 0;

  /** How long a micro-batch of silver is waited for. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final DateTimeFormatter NAME_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Lake lake;
  private final LayerFill fill;
  private final LakeTables tables;
  private final List<Table> gold;
  private final Repeats repeats;
  private final FailPoint failPoint;

  /**
   * Writes under a right to do so, under which no file is loaded either.
   *
   * @param gold the tables that layers after silver write
   */
  public ReplayPublication(
      Lake lake, LayerFill fill, List<Table> gold, Repeats repeats, FailPoint failPoint) {
    this.lake = lake;
    this.fill = fill;
    this.tables = fill.tables();
    this.gold = List.copyOf(gold);
    this.repeats = repeats;
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
    // What was killed in a micro-batch is told of before anything is announced.
    awaitSilver(feed);
    fill.ensure(List.of(BronzeEvents.TABLE, SilverTable.of(feed)));
    ReplayPlan plan =
        ReplayPlan.of(
            NAME_TIME.format(now) + "-" + UUID.randomUUID().toString().substring(0, 8),
            feed.name());
    plan.save(lake.files());
    return plan;
  }

  /**
   * Writes these rows of these tables, in their order.
   *
   * @return how many corrections were left out, since silver has taken the same ids meanwhile
   */
  long publish(ReplayPlan plan, Feed feed, Map<Table, Dataset<Row>> rows) {
    fill.ensure(rows.keySet().stream().map(plan::staged).toList());
    rows.forEach((table, ofTable) -> append(plan, plan.staged(table), ofTable));
    ReplayPlan publishing = plan.publishing();
    publishing.save(lake.files());
    failPoint.reached("prepared");
    List<Long> taken = copy(publishing, feed, List.copyOf(rows.keySet()));
    return taken.size();
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
    long prepared = tables.read(plan.staged(BronzeEvents.TABLE)).count();
    return OptionalLong.of(prepared - copy(plan, feed, staged).size());
  }

  /** Returns the offsets of those that were left out. */
  private List<Long> copy(ReplayPlan plan, Feed feed, List<Table> order) {
    ReplayPlan settled = settled(plan, feed);
    for (Table table : order) {
      append(plan, table, settled.kept(tables.read(plan.staged(table))));
    }
    failPoint.reached("published");
    settled.ended().save(lake.files());
    // A micro-batch that compares with what is prepared may still be reading it.
    boolean unused = isSilverAwaited(feed);
    drop(plan);
    return Objects.requireNonNull(settled.taken());
  }

  private ReplayPlan settled(ReplayPlan plan, Feed feed) {
    if (plan.taken() != null) {
      return plan;
    }
    List<Long> taken = new ArrayList<>();
    if (repeats.keptOut(feed)) {
      awaitSilver(feed);
      repeats
          .of(feed, tables.read(plan.staged(SilverTable.of(feed))))
          .select(Coordinate.OFFSET)
          .collectAsList()
          .forEach(row -> taken.add(row.getLong(0)));
    }
    ReplayPlan settled = plan.settled(taken);
    settled.save(lake.files());
    failPoint.reached("settled");
    return settled;
  }

  private void awaitSilver(Feed feed) {
    if (!isSilverAwaited(feed)) {
      throw QuarantineErrors.silverUnderWay(feed.name(), PATIENCE.toSeconds());
    }
  }

  private boolean isSilverAwaited(Feed feed) {
    return !repeats.keptOut(feed)
        || new WorkUnderWay(lake, QuarantineEvents.OF_SILVER, feed.name()).awaitEnd(PATIENCE);
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
