package io.marketlake.report;

import io.marketlake.report.draw.Correlation;
import io.marketlake.report.draw.Scatter;
import io.marketlake.report.draw.Scatter.Axes;
import io.marketlake.report.draw.Scatter.Line;
import io.marketlake.report.draw.Scatter.Point;
import io.marketlake.report.draw.Unit;
import io.marketlake.report.page.Block;
import io.marketlake.report.page.Block.Grid;
import io.marketlake.report.page.Block.Head;
import io.marketlake.report.page.Block.Picture;
import io.marketlake.report.page.Block.Sentence;
import io.marketlake.report.page.Section;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.SilverBars;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether what texts said of a company goes with its price: by day and by hour, on both clocks. A
 * following return is set against those texts alone that were known before it started.
 */
final class ReturnsSection implements Question {
  /** Pairs that are drawn and listed; the correlation is of all. */
  private static final int MOST_POINTS = 500;

  private static final String HOURS = "gold.symbol_sentiment";

  /** The feeds whose texts the mart counts apart. */
  private static final List<String> COUNTED = List.of("news", "posts");

  private static final List<String> CLOCKS = List.of("event_time", "known_at");

  /** Pairs of a table or two, and the questions to them. */
  private record Pairs(String sql, List<Window> windows, String source) {}

  /** A question: which pairs, of what, on which clock. */
  private record Window(String kind, String title, String clock, String caption) {}

  @Override
  public Section ask(ReportedLake lake, Asked asked) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Sentence(
            "A correlation says that two figures go together, not that one makes the other. Its"
                + " interval is that of independent pairs; companies that move together on one day"
                + " are not, so the true one is wider."));
    List<Pairs> asks = new ArrayList<>();
    List<Block> missing = new ArrayList<>();
    days(lake, asked, missing).ifPresent(asks::add);
    hours(lake, asked, missing).ifPresent(asks::add);
    ask(lake, asks, blocks);
    blocks.addAll(missing);
    return new Section("Sentiment and returns", blocks);
  }

  private static Optional<Pairs> days(ReportedLake lake, Asked asked, List<Block> blocks) {
    String sentiment = GoldSentiment.TABLE.id();
    if (!lake.has(sentiment) || !lake.has(SilverBars.ID)) {
      blocks.add(Question.absent(lake.has(sentiment) ? SilverBars.ID : sentiment));
      return Optional.empty();
    }
    List<Window> windows = new ArrayList<>();
    for (String clock : CLOCKS) {
      String by = "texts of a UTC day by " + clock + ", ";
      windows.add(
          new Window(
              "same day",
              "A day and its own return",
              clock,
              by
                  + "beside the return of that UTC day (first open to last close). Texts may have"
                  + " come after the price had moved."));
      windows.add(
          new Window(
              "next day",
              "A day and the next day's return",
              clock,
              by
                  + "those only that were known before the first bar of the next UTC day with bars"
                  + " started (at most %d days later), beside the return of that day."
                      .formatted(BarViews.DAYS_TO_NEXT)));
    }
    return Optional.of(new Pairs(dayPairs(asked), windows, "gold.sentiment and silver.bars"));
  }

  /**
   * A row a company, day and clock: the mean score, and the return of the window. A day's return is
   * set against the texts of that day, and of the days before it up to the last that has bars.
   */
  private static String dayPairs(Asked asked) {
    return """
        SELECT kind, clock, t.symbol, CAST(t.said_on AS STRING) AS said_on, avg(t.score) AS score,
          first(w.of.move) AS move, count(*) AS texts
        FROM (
          SELECT clock, entity AS symbol, to_date(moment) AS said_on, known_at, score
          FROM gold_sentiment
          LATERAL VIEW explode(map('event_time', event_time, 'known_at', known_at)) AS clock, moment
          WHERE entity IS NOT NULL AND %s AND %s AND %s) AS t
        JOIN (
          SELECT symbol, said.kind, said.said_on, min_by(struct(move, started_at), day) AS of
          FROM (
            SELECT symbol, day, move, started_at, explode(concat(
              array(struct('same day' AS kind, day AS said_on)),
              transform(sequence(1, %d), n -> struct('next day' AS kind, date_sub(day, n) AS said_on))))
                AS said
            FROM %s)
          GROUP BY symbol, said.kind, said.said_on) AS w
        ON w.symbol = t.symbol AND w.said_on = t.said_on
        WHERE kind = 'same day' OR t.known_at < w.of.started_at
        GROUP BY kind, clock, t.symbol, t.said_on"""
        .formatted(
            // A text is known a day before it happens at the earliest, and two after it at the
            // latest.
            asked.period().condition(2, 1),
            asked.period().contains("to_date(moment)"),
            asked.among("feed"),
            BarViews.DAYS_TO_NEXT,
            BarViews.DAY_MOVES);
  }

  /** The mart has one score of all texts of an hour, so only hours without others are told. */
  private static String hourPairs(Asked asked) {
    String told =
        asked.untold().stream()
            .map(
                feed -> " AND " + (COUNTED.contains(feed) ? feed + " = 0" : "texts = news + posts"))
            .collect(Collectors.joining());
    return """
        SELECT kind, clock, symbol, CAST(window_start AS STRING) AS said_on,
          CAST(mean_score AS DOUBLE) AS score, CAST(move AS DOUBLE) AS move, texts
        FROM (
          SELECT *, explode(map('same hour', window_return, 'next hour', next_return)) AS (kind, move)
          FROM %s WHERE %s AND %s%s)"""
        .formatted(
            ReportedLake.view(HOURS), asked.period().condition(), asked.among("price_feed"), told);
  }

  private static Optional<Pairs> hours(ReportedLake lake, Asked asked, List<Block> blocks) {
    if (!lake.has(HOURS)) {
      blocks.add(Question.absent(HOURS));
      return Optional.empty();
    }
    String left =
        asked.untold().isEmpty()
            ? ""
            : " Hours in which texts of %s named the company are left out."
                .formatted(String.join(", ", asked.untold()));
    List<Window> windows = new ArrayList<>();
    for (String clock : CLOCKS) {
      String by = "texts of an hour by " + clock + ", ";
      windows.add(
          new Window(
              "same hour",
              "An hour and its own return",
              clock,
              by + "beside the return of that hour." + left));
      windows.add(
          new Window(
              "next hour",
              "An hour and the next hour's return",
              clock,
              by
                  + "beside the return of the hour after"
                  + (clock.equals("known_at")
                      ? ", before which all of them were known."
                      : "; some may have been known later, so this is no forecast.")
                  + left));
    }
    return Optional.of(new Pairs(hourPairs(asked), windows, HOURS));
  }

  /**
   * Asks for all windows at once. Which pairs are drawn is decided by a hash, so that the same are
   * drawn of the same lake, and no day or company prevails.
   */
  private static void ask(ReportedLake lake, List<Pairs> asks, List<Block> blocks) {
    Map<String, List<Answer>> pairs = new HashMap<>();
    if (!asks.isEmpty()) {
      String all = asks.stream().map(Pairs::sql).collect(Collectors.joining(" UNION ALL "));
      lake.ask(
              """
              SELECT * FROM (
                SELECT *, count(*) OVER a AS n, corr(score, move) OVER a AS r,
                  regr_slope(move, score) OVER a AS slope,
                  regr_intercept(move, score) OVER a AS intercept,
                  row_number() OVER (PARTITION BY kind, clock
                    ORDER BY xxhash64(symbol, said_on), symbol, said_on) AS place
                FROM (%s) WHERE score IS NOT NULL AND move IS NOT NULL
                WINDOW a AS (PARTITION BY kind, clock))
              WHERE place <= %d ORDER BY said_on, symbol"""
                  .formatted(all, MOST_POINTS))
          .forEach(
              pair ->
                  pairs
                      .computeIfAbsent(
                          key(pair.text("kind"), pair.text("clock")), k -> new ArrayList<>())
                      .add(pair));
    }
    for (Pairs ask : asks) {
      for (Window window : ask.windows()) {
        List<Answer> found = pairs.getOrDefault(key(window.kind(), window.clock()), List.of());
        blocks.add(
            found.isEmpty()
                ? new Sentence(
                    "%s, by %s: there are no pairs, since no company has both a text and a return (%s)."
                        .formatted(window.title(), window.clock(), ask.source()))
                : picture(window, found, ask.source()));
      }
    }
  }

  private static String key(String kind, String clock) {
    return kind + " " + clock;
  }

  private static Picture picture(Window window, List<Answer> pairs, String source) {
    Answer sum = pairs.get(0);
    Correlation correlation = new Correlation((long) sum.figure("n"), sum.figure("r"));
    List<Point> points = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (Answer pair : pairs) {
      String score = Unit.NUMBER.text(pair.figure("score"));
      String move = Unit.PERCENT.text(pair.figure("move"));
      points.add(
          new Point(
              pair.figure("score"),
              pair.figure("move"),
              Math.min(9, 2.5 + Math.sqrt(pair.figure("texts"))),
              "%s, %s: score %s, return %s"
                  .formatted(pair.text("symbol"), pair.text("said_on"), score, move)));
      rows.add(
          List.of(
              pair.text("symbol"),
              pair.text("said_on"),
              Unit.COUNT.text(pair.figure("texts")),
              score,
              move));
    }
    boolean isCut = correlation.pairs() > MOST_POINTS;
    return new Picture(
        Scatter.of(
            window.title() + ", by " + window.clock(),
            points,
            new Axes("mean score of texts", Unit.NUMBER, "return", Unit.PERCENT),
            Double.isFinite(correlation.low())
                ? Optional.of(new Line(sum.figure("slope"), sum.figure("intercept")))
                : Optional.empty()),
        "%s. Each dot is a company's mean score of %s%s From %s."
            .formatted(
                correlation.text(),
                window.caption(),
                isCut ? " Of the pairs, %d are drawn.".formatted(MOST_POINTS) : "",
                source),
        new Grid(
            isCut ? "Pairs, %d of them".formatted(MOST_POINTS) : "Pairs",
            List.of(
                Head.text("symbol"),
                Head.text("when"),
                Head.figure("texts"),
                Head.figure("mean score"),
                Head.figure("return")),
            rows));
  }
}
