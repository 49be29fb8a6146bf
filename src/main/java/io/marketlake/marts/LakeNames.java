package io.marketlake.marts;

import io.marketlake.schema.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the SQL of a mart may name: the lake's tables, and views, which are queries over them.
 *
 * @param tables by name
 * @param views queries by name
 * @param spans of views whose days are dates of calendars: which days of tables such a day has
 * @param feeds the feed of tables that hold the rows of one, by the tables' names
 * @param countingFrom of tables without days: the columns on the latest of which a row begins to
 *     count, by the tables' names
 * @param standIns the rows of tables that need not be there, for where they are not
 */
public record LakeNames(
    Map<String, Table> tables,
    Map<String, String> views,
    Map<String, DaySpan> spans,
    Map<String, String> feeds,
    Map<String, List<String>> countingFrom,
    Map<String, Supplier<Dataset<Row>>> standIns) {
  public LakeNames {
    tables = Map.copyOf(tables);
    views = Map.copyOf(views);
    spans = Map.copyOf(spans);
    feeds = Map.copyOf(feeds);
    countingFrom = Map.copyOf(countingFrom);
    standIns = Map.copyOf(standIns);
  }

  Optional<Table> table(String name) {
    return Optional.ofNullable(tables.get(name));
  }

  Optional<String> view(String name) {
    return Optional.ofNullable(views.get(name));
  }

  DaySpan spanOf(String name) {
    return spans.getOrDefault(name, DaySpan.OWN_DAY);
  }

  SortedSet<String> all() {
    SortedSet<String> names = new TreeSet<>(tables.keySet());
    names.addAll(views.keySet());
    return names;
  }
}
