package io.marketlake.marts;

import io.marketlake.delta.DailyTable;
import io.marketlake.delta.RetiredDays;
import io.marketlake.delta.TouchedDays;
import io.marketlake.schema.Table;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Asks the logs of what a mart reads which days were touched since its last commit, and tells which
 * days of the mart that reaches and can still be made anew.
 */
final class MartPlanner {
  private static final String DEFINITION = "definition";

  private final Mart mart;
  private final MartQuery query;
  private final LakeNames names;
  private final Function<Table, DailyTable> opened;
  private final RetiredDays retired;
  private final long definition;

  /** Versions up to which a source was looked through, and nothing found that is to be done. */
  private final Map<String, Long> lookedThrough = new HashMap<>();

  MartPlanner(
      Mart mart,
      MartQuery query,
      LakeNames names,
      Function<Table, DailyTable> opened,
      RetiredDays retired) {
    this.mart = mart;
    this.query = query;
    this.names = names;
    this.opened = opened;
    this.retired = retired;
    this.definition = mart.definition(query.views());
  }

  /** The days that a source's commits reach, and whose rows: empty for those of all feeds. */
  private record Reached(DayRanges days, Optional<String> feed) {}

  /** When it was last made by this definition, by whatever process; empty where it never was. */
  Optional<Instant> lastMade() {
    DailyTable target = opened.apply(mart.table());
    target.follow();
    return Objects.equals(target.marks().get(DEFINITION), definition)
        ? target.markedAt(DEFINITION)
        : Optional.empty();
  }

  MartPlan plan() {
    DailyTable target = opened.apply(mart.table());
    target.follow();
    Map<String, Long> before = target.marks();
    Map<String, Long> marks = new TreeMap<>(Map.of(DEFINITION, definition));
    boolean isNew = !Objects.equals(before.get(DEFINITION), definition);
    Map<Table, DaySpan> sources = new HashMap<>();
    Map<String, Reached> reached = new TreeMap<>();
    for (Map.Entry<String, DaySpan> each : query.spans().entrySet()) {
      Table table = names.table(each.getKey()).orElseThrow();
      DailyTable source = opened.apply(table);
      source.follow();
      if (!source.exists()) {
        continue;
      }
      sources.put(table, each.getValue());
      String mark = table.id() + "/" + source.tableId();
      marks.put(mark, source.version());
      isNew |= isAnotherTable(table, mark, before);
      if (!isNew) {
        reached.put(mark, reached(table, source, each.getValue(), sinceOf(mark, before)));
      }
    }
    boolean isTouched = isNew || reached.values().stream().anyMatch(r -> !r.days().isNone());
    Forgotten forgotten =
        Forgotten.of(mart, isTouched ? sources : Map.of(), retired, !target.isEmpty());
    DayRanges days =
        isNew
            ? forgotten.without(DayRanges.ALL, Optional.empty())
            : reached.values().stream()
                .map(r -> forgotten.without(r.days(), r.feed()))
                .reduce(DayRanges.NONE, DayRanges::or);
    if (days.isNone()) {
      // Also what was touched, but can't be made anew, need not be looked at again.
      lookedThrough.putAll(marks);
    }
    return new MartPlan(days.inFewRanges(), forgotten, marks);
  }

  private static boolean isAnotherTable(Table table, String mark, Map<String, Long> before) {
    return !before.containsKey(mark)
        && before.keySet().stream().anyMatch(other -> other.startsWith(table.id() + "/"));
  }

  private long sinceOf(String mark, Map<String, Long> before) {
    return Math.max(before.getOrDefault(mark, -1L), lookedThrough.getOrDefault(mark, -1L));
  }

  private Reached reached(Table table, DailyTable source, DaySpan span, long since) {
    boolean isAsOf = query.asOf().contains(table.id());
    TouchedDays touched =
        source.touchedSince(
            since, isAsOf ? names.countingFrom().getOrDefault(table.id(), List.of()) : List.of());
    return new Reached(
        DayRanges.of(touched).reachedBy(isAsOf ? new DaySpan(0, span.ahead()) : span),
        Optional.ofNullable(names.feeds().get(table.id())));
  }
}
