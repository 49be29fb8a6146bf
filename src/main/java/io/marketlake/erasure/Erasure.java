package io.marketlake.erasure;

import static org.apache.spark.sql.functions.col;

import io.marketlake.delta.Commit;
import io.marketlake.delta.DataFile;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeFile;
import io.marketlake.delta.LakeTables;
import io.marketlake.delta.Removals;
import io.marketlake.delta.RowRemoval;
import io.marketlake.delta.TableLog;
import io.marketlake.error.RemovalErrors;
import io.marketlake.job.FailPoint;
import io.marketlake.job.Layer;
import io.marketlake.job.Stage;
import io.marketlake.lease.LeaseSettings;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Feed;
import io.marketlake.schema.GoldChallenger;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.OpsRemovals;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.SilverLate;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.topology.IdleFeed;
import io.marketlake.topology.LakeCheckpoints;
import io.marketlake.topology.LayerHold;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;

/**
 * Takes the records of a feed that fulfil a condition out of every table that holds them, bronze
 * first, while no layer of the feed runs. It is done or not done: once it has begun to write, no
 * stream of the feed starts until it has come to its end, and after a kill it goes on with the
 * records that it had found. Before that, the lake is untouched.
 *
 * <p>Afterwards no version since has the records. Their bytes are in files that the tables no
 * longer consist of until {@code maintain} deletes these or, where that is asked for, until its
 * end.
 */
public final class Erasure {
  private final Lake lake;
  private final Feed feed;
  private final Stage parsed;
  private final List<Layer> layers;
  private final LeaseSettings leases;
  private final FailPoint failPoint;

  /**
   * What is asked for.
   *
   * @param condition SQL over the feed's columns; empty to go on with what was interrupted
   * @param by who asks
   * @param note why, without personal data; null for nothing
   * @param purges whether the files with the records go at once, which a query that is reading them
   *     at this moment does not survive
   */
  public record Request(
      Optional<String> condition, String by, @Nullable String note, boolean purges) {}

  /**
   * What was erased, or would be.
   *
   * @param rows how many rows of each table
   * @param unreadable records of the feed that can't be read, and so were not looked into; empty
   *     where an interrupted erasure went on
   * @param files how many files, of which the tables no longer consist and which may have such
   *     rows, are left to be deleted by {@code maintain}
   * @param purged how many of them were deleted
   */
  public record Result(Map<String, Long> rows, Optional<Long> unreadable, long files, long purged) {
    public Result {
      rows = java.util.Collections.unmodifiableMap(new TreeMap<>(rows));
    }

    public boolean isNothing() {
      return rows.values().stream().allMatch(count -> count == 0);
    }
  }

  /**
   * An erasure.
   *
   * @param parsed turns rows of bronze into the feed's columns
   * @param layers all layers of the feed, bronze first
   */
  public Erasure(
      Lake lake,
      Feed feed,
      Stage parsed,
      List<Layer> layers,
      LeaseSettings leases,
      FailPoint failPoint) {
    this.lake = lake;
    this.feed = feed;
    this.parsed = parsed;
    this.layers = List.copyOf(layers);
    this.leases = leases;
    this.failPoint = failPoint;
  }

  /** Throws where an interrupted erasure has to be ended before anything writes the feed. */
  public static void requireNoneUnfinished(Lake lake, String feed) {
    if (ErasurePlan.of(lake.files(), feed).isPresent()) {
      throw RemovalErrors.unfinishedErasure(feed);
    }
  }

  /** The feeds of which an erasure was not brought to its end. */
  public static List<String> unfinished(Lake lake) {
    return ErasurePlan.feeds(lake.files());
  }

  /** Says what would be erased now, beside running jobs; changes nothing. */
  public Result plan(String condition) {
    RecordSearch search = new RecordSearch(lake.tables(), feed, parsed, condition);
    Dataset<Row> found = search.found().persist();
    try {
      return new Result(counts(lake.tables(), found), Optional.of(search.unreadable()), 0, 0);
    } finally {
      found.unpersist();
    }
  }

  /**
   * Erases.
   *
   * @throws io.marketlake.error.PipelineException where a layer of the feed runs or is behind, the
   *     condition can't be used, or another erasure was interrupted
   */
  public Result run(Request request) {
    Optional<RecordSearch> search =
        request.condition().map(text -> new RecordSearch(lake.tables(), feed, parsed, text));
    try (LayerHold hold = LayerHold.resting(lake, leases, layers, failPoint)) {
      Optional<ErasurePlan> begun = ErasurePlan.of(lake.files(), feed.name());
      if (begun.isPresent()) {
        if (request.condition().filter(text -> !begun.get().isFor(text)).isPresent()) {
          throw RemovalErrors.unfinishedErasure(feed.name());
        }
        return carriedOut(hold, begun.get(), Optional.empty());
      }
      if (search.isEmpty()) {
        throw RemovalErrors.nothingToResume(feed.name());
      }
      new IdleFeed(lake, feed.name(), layers).require();
      if (request.purges()) {
        requireNobodyReads(hold.tables());
      }
      ErasurePlan plan = prepared(hold.tables(), search.get(), request);
      long unreadable = search.get().unreadable();
      if (plan.rows().values().stream().allMatch(count -> count == 0)) {
        hold.tables().drop(ErasurePlan.coordinates(feed.name()));
        return new Result(plan.rows(), Optional.of(unreadable), 0, 0);
      }
      hold.failPoint().reached("found");
      plan.save(lake.files(), feed.name());
      return carriedOut(hold, plan, Optional.of(unreadable));
    }
  }

  /** Throws where a query would still read files of a version that is to lose them at once. */
  private void requireNobodyReads(LakeTables tables) {
    LakeCheckpoints checkpoints = LakeCheckpoints.of(lake);
    for (Table table : holders(tables)) {
      if (!checkpoints.haveRead(tables.log(table))) {
        throw RemovalErrors.stillRead(feed.name(), table.id());
      }
    }
  }

  /** Puts the coordinates down; the plan that comes of it is not saved yet. */
  private ErasurePlan prepared(LakeTables tables, RecordSearch search, Request request) {
    Table staged = ErasurePlan.coordinates(feed.name());
    tables.drop(staged);
    tables.ensure(staged);
    String id = UUID.randomUUID().toString();
    tables.append(staged, search.found(), new Commit(id, 0, "found"));
    return new ErasurePlan(
        id,
        ErasurePlan.proof(id, request.condition().orElseThrow()),
        Instant.now().truncatedTo(ChronoUnit.MILLIS).toString(),
        request.by(),
        request.note(),
        request.purges(),
        counts(tables, tables.read(staged)));
  }

  private Result carriedOut(LayerHold hold, ErasurePlan plan, Optional<Long> unreadable) {
    LakeTables tables = hold.tables();
    Dataset<Row> coordinates = tables.read(ErasurePlan.coordinates(feed.name()));
    Removals.Run run =
        new Removals.Run(
            plan.id(), OpsRemovals.ERASURE, Instant.parse(plan.at()), plan.by(), plan.note());
    Removals removals = new Removals(tables);
    hold.failPoint().reached("before " + OpsRemovals.TABLE.id());
    for (Table table : holders(tables)) {
      hold.requireHeld();
      removals.record(run, table, Optional.of(feed.name()), gone(tables, table, coordinates));
    }
    hold.failPoint().reached("after " + OpsRemovals.TABLE.id());
    Commit commit = new Commit(OpsRemovals.ERASURE + "-" + plan.id(), 0, "an erasure");
    long files = 0;
    long purged = 0;
    for (Table table : holders(tables)) {
      hold.failPoint().reached("before " + table.id());
      hold.requireHeld();
      tables.removal(table).rows(holds(table), RowRemoval.Selection.of(coordinates), commit);
      hold.failPoint().reached("after " + table.id());
      List<String> spent = spentFiles(tables, table);
      if (plan.purges()) {
        spent.forEach(path -> lake.files().delete(table.path() + "/" + path));
        purged += spent.size();
        hold.failPoint().reached("purged " + table.id());
      } else {
        files += spent.size();
      }
    }
    ErasurePlan.forget(lake.files(), feed.name());
    hold.failPoint().reached("forgotten");
    tables.drop(ErasurePlan.coordinates(feed.name()));
    return new Result(plan.rows(), unreadable, files, purged);
  }

  /**
   * The tables that hold a record by its coordinate, in the order of the data: what a layer before
   * has forgotten, no refill brings back.
   */
  private List<Table> holders(LakeTables tables) {
    return Stream.of(
            BronzeEvents.TABLE,
            QuarantineEvents.TABLE,
            SilverTable.of(feed),
            SilverLate.TABLE,
            GoldSentiment.TABLE,
            GoldChallenger.TABLE)
        .filter(tables::exists)
        .toList();
  }

  /**
   * The files of the feed that a table no longer consists of: those that this erasure has written
   * anew, and those that an earlier one, a packing or a killed writer left, which may have the same
   * rows. While the leases are held nobody writes the feed's own folders; of a table whose files
   * have rows of several feeds, files are meant that the log says were removed.
   */
  private List<String> spentFiles(LakeTables tables, Table table) {
    TableLog log = tables.log(table);
    Set<String> current = log.files().stream().map(DataFile::path).collect(Collectors.toSet());
    Set<String> removed = log.removedPaths();
    return log.stored().stream()
        .map(LakeFile::path)
        .filter(path -> !current.contains(path))
        .filter(path -> isOwn(table, path) || (isShared(table) && removed.contains(path)))
        .toList();
  }

  /** Whether a file may have rows of several feeds; no stream reads such a table. */
  private boolean isShared(Table table) {
    return !table.partitionedBy().contains(BronzeEvents.FEED)
        && !table.equals(SilverTable.of(feed));
  }

  private boolean isOwn(Table table, String path) {
    return table.equals(SilverTable.of(feed))
        || (table.partitionedBy().indexOf(BronzeEvents.FEED) == 0
            && path.startsWith(BronzeEvents.FEED + "=" + feed.name() + "/"));
  }

  private Predicate<Map<String, String>> holds(Table table) {
    return partition ->
        !table.partitionedBy().contains(BronzeEvents.FEED)
            || feed.name().equals(partition.get(BronzeEvents.FEED));
  }

  private Map<String, Long> counts(LakeTables tables, Dataset<Row> coordinates) {
    Map<String, Long> counts = new TreeMap<>();
    for (Table table : holders(tables)) {
      counts.put(table.id(), gone(tables, table, coordinates).count());
    }
    return counts;
  }

  private Dataset<Row> gone(LakeTables tables, Table table, Dataset<Row> coordinates) {
    Dataset<Row> rows = tables.read(table);
    return (table.partitionedBy().contains(BronzeEvents.FEED)
            ? rows.filter(col(BronzeEvents.FEED).equalTo(feed.name()))
            : rows)
        .join(coordinates, JavaConverters.asScalaBuffer(Coordinate.IDENTITY).toSeq(), "left_semi");
  }
}
