package io.marketlake.report;

import io.marketlake.delta.DayRows;
import io.marketlake.report.draw.Unit;
import io.marketlake.report.page.Block;
import io.marketlake.report.page.Block.Grid;
import io.marketlake.report.page.Block.Head;
import io.marketlake.report.page.Block.Sentence;
import io.marketlake.report.page.Section;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the report is of, and how many rows of the period each table has, by its log. */
final class SummarySection implements Question {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  @Override
  public Section ask(ReportedLake lake, Asked asked) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Sentence(
            "Rows of %s. Tables of feeds are of %s; this list counts the rows of all feeds."
                .formatted(asked.period().text(), String.join(", ", asked.feeds()))));
    List<Table> tables = lake.byDay();
    if (tables.isEmpty()) {
      blocks.add(new Sentence("The lake has no table that is kept by days."));
      return new Section("Summary", blocks);
    }
    List<List<String>> rows =
        tables.stream()
            .sorted(Comparator.comparing(Table::id))
            .map(table -> row(table.id(), asked.period().of(lake.days(table)).values()))
            .toList();
    blocks.add(
        new Grid(
            "Rows of the period, and the newest of them; times in UTC. A day is that of the table:"
                + " of the Kafka record in bronze and quarantine, of the event elsewhere.",
            List.of(
                Head.text("table"),
                Head.figure("rows"),
                Head.text("first day"),
                Head.text("last day"),
                Head.text("newest event_time"),
                Head.text("newest known_at")),
            rows));
    return new Section("Summary", blocks);
  }

  private static List<String> row(String id, Collection<DayRows> days) {
    List<String> dates = days.stream().map(day -> day.day().toString()).toList();
    boolean isCounted = days.stream().allMatch(day -> day.rows().isPresent());
    long rows = days.stream().mapToLong(day -> day.rows().orElse(0)).sum();
    return List.of(
        id,
        Unit.COUNT.text(isCounted ? rows : Double.NaN),
        dates.isEmpty() ? "" : dates.get(0),
        dates.isEmpty() ? "" : dates.get(dates.size() - 1),
        newest(days, SilverTable.EVENT_TIME),
        newest(days, BronzeEvents.KNOWN_AT));
  }

  private static String newest(Collection<DayRows> days, String time) {
    return days.stream()
        .flatMap(day -> Optional.ofNullable(day.newest().get(time)).stream())
        .max(Instant::compareTo)
        .map(SECONDS::format)
        .orElse("");
  }
}
