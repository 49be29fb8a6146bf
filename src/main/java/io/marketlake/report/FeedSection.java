package io.marketlake.report;

import io.marketlake.report.draw.BarChart;
import io.marketlake.report.draw.Heatmap;
import io.marketlake.report.draw.Heatmap.Cells;
import io.marketlake.report.draw.Series;
import io.marketlake.report.draw.Unit;
import io.marketlake.report.page.Block;
import io.marketlake.report.page.Block.Grid;
import io.marketlake.report.page.Block.Head;
import io.marketlake.report.page.Block.Heading;
import io.marketlake.report.page.Block.Picture;
import io.marketlake.report.page.Block.Sentence;
import io.marketlake.report.page.Section;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** How much of a feed came when: events a day, hours without any, and how late the lake knew. */
final class FeedSection implements Question {
  private static final int HOURS = 24;

  /** Upper ends of the ranges of lag, in milliseconds. */
  private static final List<Long> LAGS =
      List.of(0L, 10L, 100L, 1_000L, 10_000L, 60_000L, 600_000L, 3_600_000L, 86_400_000L);

  private static final List<String> LAG_NAMES =
      List.of(
          "before", "10 ms", "100 ms", "1 s", "10 s", "1 min", "10 min", "1 h", "1 d", "longer");

  private final String feed;
  private final FeedQuality quality;

  FeedSection(String feed, FeedQuality quality) {
    this.feed = feed;
    this.quality = quality;
  }

  @Override
  public Section ask(ReportedLake lake, Asked asked) {
    List<Block> blocks = new ArrayList<>();
    String id = "silver." + feed;
    double valid = 0;
    if (lake.has(id)) {
      valid = coverage(lake, asked, id, blocks);
    } else {
      blocks.add(Question.absent(id));
    }
    quality.ask(lake, asked, feed, valid, blocks);
    return new Section("Feed " + feed, blocks);
  }

  /**
   * Events by day and hour, and the lag of all of them in the row that has no day: one look at the
   * table.
   */
  private static String question(String id, Asked asked) {
    StringBuilder sql =
        new StringBuilder("SELECT CAST(day AS STRING) AS day, hour, count(*) AS n, ")
            .append("grouping(day) AS is_all");
    for (int i = 0; i <= LAGS.size(); i++) {
      String from = i == 0 ? "TRUE" : "lag >= " + LAGS.get(i - 1);
      String to = i == LAGS.size() ? "TRUE" : "lag < " + LAGS.get(i);
      sql.append(", count_if(%s AND %s) AS range_%d".formatted(from, to, i));
    }
    for (int percent : List.of(50, 90, 99)) {
      sql.append(", percentile_approx(lag, 0.%d, 1000) AS p%d".formatted(percent, percent));
    }
    return sql.append(", max(lag) AS most FROM (SELECT day, hour(event_time) AS hour,")
        .append(" (unix_micros(known_at) - unix_micros(event_time)) / 1000 AS lag FROM ")
        .append(ReportedLake.view(id))
        .append(" WHERE ")
        .append(asked.period().condition())
        .append(") GROUP BY GROUPING SETS ((day, hour), ()) ORDER BY is_all, 1, 2")
        .toString();
  }

  /** How many events there are. */
  private static double coverage(ReportedLake lake, Asked asked, String id, List<Block> blocks) {
    List<Answer> answers = lake.ask(question(id, asked));
    List<Answer> hours = answers.stream().filter(answer -> answer.number("is_all") == 0).toList();
    if (hours.isEmpty()) {
      blocks.add(Question.empty(id, asked));
      return 0;
    }
    Days events = new Days(asked.period());
    for (Answer hour : hours) {
      String day = hour.text("day");
      double before = events.at("events", day);
      double n = hour.figure("n");
      events.put("events", day, Double.isNaN(before) ? n : before + n);
      events.put(hourName(hour.number("hour")), day, n);
    }
    blocks.add(new Heading("Events"));
    blocks.add(
        new Picture(
            BarChart.of(
                "Events a day of " + id,
                asked.period().shortNames(),
                "UTC day of event_time",
                List.of(events.series("events")),
                Unit.COUNT),
            "Valid events a day, in events; from " + id + ".",
            events.grid("Events a day", List.of("events"), Unit.COUNT::text)));
    hours(asked, id, events, blocks);
    blocks.add(new Sentence(gaps(asked, events)));
    Answer all = answers.get(answers.size() - 1);
    blocks.add(lag(id, all));
    return all.figure("n");
  }

  private static String hourName(int hour) {
    return String.format(Locale.ROOT, "%02d:00", hour);
  }

  private static void hours(Asked asked, String id, Days events, List<Block> blocks) {
    List<String> names = new ArrayList<>();
    List<List<Double>> figures = new ArrayList<>();
    for (int hour = 0; hour < HOURS; hour++) {
      names.add(hourName(hour));
      figures.add(events.values(hourName(hour)));
    }
    blocks.add(
        new Picture(
            Heatmap.of(
                "Events an hour of " + id,
                new Cells(names, asked.period().shortNames(), figures, Unit.COUNT)),
            "Valid events by hour (UTC, downwards) and day, in events; an empty frame is an hour"
                + " without any. From "
                + id
                + ".",
            events.grid("Events by day and hour (UTC)", names, Unit.COUNT::text)));
  }

  /** The hours without events between the first and the last hour that has any. */
  private static String gaps(Asked asked, Days events) {
    List<String> empty = new ArrayList<>();
    List<String> since = new ArrayList<>();
    int covered = 0;
    for (String day : asked.period().names()) {
      for (int hour = 0; hour < HOURS; hour++) {
        if (Double.isFinite(events.at(hourName(hour), day))) {
          covered++;
          empty.addAll(since);
          since.clear();
        } else if (covered > 0) {
          since.add(day + " " + hourName(hour));
        }
      }
    }
    String text =
        "Hours with events: %s of %s between the first and the last"
            .formatted(Unit.COUNT.text(covered), Unit.COUNT.text(covered + empty.size()));
    if (empty.isEmpty()) {
      return text + ".";
    }
    List<String> first = empty.subList(0, Math.min(5, empty.size()));
    return text
        + "; without any%s: %s."
            .formatted(
                first.size() < empty.size() ? ", the first of them" : "", String.join(", ", first));
  }

  private static Picture lag(String id, Answer lags) {
    List<Double> counts = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i <= LAGS.size(); i++) {
      double count = lags.figure("range_" + i);
      counts.add(count);
      rows.add(
          List.of(
              i == 0
                  ? "known before it happened"
                  : (i < LAGS.size() ? "below " : "") + LAG_NAMES.get(i),
              Unit.COUNT.text(count),
              Unit.PERCENT.text(count / lags.figure("n"))));
    }
    return new Picture(
        BarChart.of(
            "Time from an event of " + id + " until the lake could know it",
            LAG_NAMES,
            "known_at less event_time, up to",
            List.of(new Series("events", Collections.unmodifiableList(counts))),
            Unit.COUNT),
        "Time from event_time to known_at, in events a range; median %s, 90 %% below %s, 99 %% below %s, longest %s. From %s."
            .formatted(
                Unit.MILLIS.text(lags.figure("p50")),
                Unit.MILLIS.text(lags.figure("p90")),
                Unit.MILLIS.text(lags.figure("p99")),
                Unit.MILLIS.text(lags.figure("most")),
                id),
        new Grid(
            "Lag, by range",
            List.of(Head.text("up to"), Head.figure("events"), Head.figure("share")),
            rows));
  }
}
