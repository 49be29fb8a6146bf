package io.marketlake.maintenance;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.marketlake.delta.Commit;
import io.marketlake.delta.DataFile;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeTables;
import io.marketlake.delta.Removals;
import io.marketlake.delta.RowRemoval;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.OpsRemovals;
import io.marketlake.schema.Table;
import io.marketlake.topology.LakeCheckpoints;
import io.marketlake.topology.Untaken;
import java.sql.Date;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.collection.JavaConverters;

/**
 * Removes the days of tables that are older than they are kept, beside running queries: streams
 * pass over it. A day goes from a table once every layer has taken its rows, and once the layer
 * before has forgotten them, so that nothing is lost on its way and no refill brings it back. What
 * is to go is written down first, in {@code ops.removals}.
 */
public final class Retention {
  private final Lake lake;
  private final LakeTables tables;
  private final KeepRules rules;
  private final RetentionPlan plan;
  private final List<Consumer> consumers;
  private final Set<String> unfinished;
  private final Instant now;
  private final String by;

  /**
   * A retention.
   *
   * @param plan what is kept for a time, in the order of the data
   * @param consumers the layers of each feed; one that never ran is not waited for
   * @param unfinished the feeds of which a replay or a backfill has begun: what they write goes to
   *     bronze last, so that bronze does not say what it has forgotten
   * @param by who runs it
   */
  public Retention(
      Lake lake,
      KeepRules rules,
      RetentionPlan plan,
      List<Consumer> consumers,
      Set<String> unfinished,
      Instant now,
      String by) {
    this.lake = lake;
    this.tables = lake.tables();
    this.rules = rules;
    this.plan = plan;
    this.consumers = List.copyOf(consumers);
    this.unfinished = Set.copyOf(unfinished);
    this.now = now;
    this.by = by;
  }

  /** Removes what is older than it is kept, and says what. */
  public List<RetentionResult> run() {
    return look(true);
  }

  /** Says what {@link #run} would remove. */
  public List<RetentionResult> plan() {
    return look(false);
  }

  private List<RetentionResult> look(boolean act) {
    Map<String, String> assignments =
        rules.equals(KeepRules.FOR_EVER) ? Map.of() : LakeCheckpoints.of(lake).assignments();
    List<RetentionResult> results = new ArrayList<>();
    for (RetentionPlan.Target target : plan.targets(rules)) {
      if (tables.exists(target.table())) {
        look(target, assignments, act).ifPresent(results::add);
      }
    }
    return results;
  }

  private Optional<RetentionResult> look(
      RetentionPlan.Target target, Map<String, String> assignments, boolean act) {
    LocalDate firstKept = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(target.days());
    List<DataFile> old =
        tables.log(target.table()).files().stream()
            .filter(file -> target.mayHold(file.partition()))
            .filter(file -> dayOf(file).isBefore(firstKept))
            .toList();
    if (old.isEmpty()) {
      return Optional.empty();
    }
    RowRemoval removal = tables.removal(target.table());
    Dataset<Row> rows = target.own(removal.rowsOf(paths(old)));
    Map<LocalDate, String> waiting = waiting(target, rows, assignments);
    List<DataFile> due = old.stream().filter(file -> !waiting.containsKey(dayOf(file))).toList();
    String remark =
        waiting.entrySet().stream()
            .collect(
                Collectors.groupingBy(Map.Entry::getValue, TreeMap::new, Collectors.counting()))
            .entrySet()
            .stream()
            .map(e -> "%,d days stay: %s".formatted(e.getValue(), e.getKey()))
            .collect(Collectors.joining("; "));
    long gone = due.isEmpty() ? 0 : remove(target, removal, due, act);
    if (gone == 0 && remark.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new RetentionResult(
            target.table().id(),
            target.feed().orElse(""),
            target.days(),
            gone == 0 ? 0 : (int) due.stream().map(Retention::dayOf).distinct().count(),
            gone,
            remark));
  }

  private long remove(
      RetentionPlan.Target target, RowRemoval removal, List<DataFile> due, boolean act) {
    Dataset<Row> gone = target.own(removal.rowsOf(paths(due)));
    if (!act) {
      return gone.count();
    }
    Removals.Run run =
        new Removals.Run(
            target.nameOf(due),
            OpsRemovals.RETENTION,
            now,
            by,
            "kept for " + target.days() + " days");
    long rows = new Removals(tables).record(run, target.table(), target.feed(), gone);
    Commit commit =
        new Commit(
            OpsRemovals.RETENTION + "-" + run.id(), 0, "older than " + target.days() + " days");
    if (target.isOfWholeFiles()) {
      removal.files(paths(due), commit);
    } else {
      removal.rows(paths(due), RowRemoval.Selection.where(target.isOwn()), commit);
    }
    return rows;
  }

  /** Why the rows of a day stay for the time being, by day. */
  private Map<LocalDate, String> waiting(
      RetentionPlan.Target target, Dataset<Row> rows, Map<String, String> assignments) {
    Map<LocalDate, String> waiting = new TreeMap<>();
    for (Consumer consumer : consumers) {
      boolean isOwn = target.feed().isEmpty() || target.feed().get().equals(consumer.feed());
      if (isOwn && assignments.containsKey(consumer.unit())) {
        consumer
            .reads(target.table())
            .map(
                stage ->
                    Untaken.of(
                        tables, consumer.layer(), stage.apply(consumer.layer().standing(rows))))
            .ifPresent(
                untaken -> {
                  String reason = consumer.layer().name() + " has not read all of them";
                  days(untaken).forEach(day -> waiting.put(day, reason));
                });
      }
    }
    if (!target.madeOf().isEmpty()
        && unfinished.stream().anyMatch(feed -> target.feed().orElse(feed).equals(feed))) {
      days(rows).forEach(day -> waiting.putIfAbsent(day, "a replay or a backfill is unfinished"));
    }
    for (Table before : target.madeOf()) {
      if (tables.exists(before)) {
        String reason = before.id() + " still has what they were made of";
        Dataset<Row> source = tables.read(before);
        days(target.isOfCoordinates() ? sharing(rows, source) : since(rows, target, before))
            .forEach(day -> waiting.putIfAbsent(day, reason));
      }
    }
    return waiting;
  }

  private static Dataset<Row> sharing(Dataset<Row> rows, Dataset<Row> source) {
    return rows.join(
        source, JavaConverters.asScalaBuffer(Coordinate.IDENTITY).toSeq(), "left_semi");
  }

  /** Those whose day, or the day after, a table still has: a bar may have events of two days. */
  private Dataset<Row> since(Dataset<Row> rows, RetentionPlan.Target target, Table before) {
    Column isSince =
        tables.log(before).files().stream()
            .filter(file -> target.mayHold(file.partition()))
            .map(Retention::dayOf)
            .min(LocalDate::compareTo)
            .map(first -> target.clock().geq(lit(Date.valueOf(first.minusDays(1)))))
            .orElse(lit(false));
    return rows.filter(isSince);
  }

  private static List<LocalDate> days(Dataset<Row> rows) {
    return rows.select(col(BronzeEvents.DAY)).distinct().collectAsList().stream()
        .map(row -> row.getDate(0).toLocalDate())
        .toList();
  }

  private static List<String> paths(List<DataFile> files) {
    return files.stream().map(DataFile::path).toList();
  }

  private static LocalDate dayOf(DataFile file) {
    return LocalDate.parse(
        file.partition().getOrDefault(BronzeEvents.DAY, LocalDate.MAX.toString()));
  }
}
