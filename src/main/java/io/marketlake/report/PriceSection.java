package io.marketlake.report;

import static io.marketlake.report.BarViews.MOVES;

import io.marketlake.report.draw.BarChart;
import io.marketlake.report.draw.Histogram;
import io.marketlake.report.draw.Histogram.Bin;
import io.marketlake.report.draw.Series;
import io.marketlake.report.draw.Unit;
import io.marketlake.report.page.Block;
import io.marketlake.report.page.Block.Grid;
import io.marketlake.report.page.Block.Head;
import io.marketlake.report.page.Block.Heading;
import io.marketlake.report.page.Block.Picture;
import io.marketlake.report.page.Block.Sentence;
import io.marketlake.report.page.Section;
import io.marketlake.schema.SilverBars;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How prices moved: returns of base bars, and how much they vary by the hour. */
final class PriceSection implements Question {
  private static final int HOURS = 24;

  /** A bin is a quarter of the deviation, and the outermost ones have all that is beyond. */
  private static final int BINS_EACH_WAY = 20;

  private static final double BINS_A_DEVIATION = 4;

  @Override
  public Section ask(ReportedLake lake, Asked asked) {
    List<Block> blocks = new ArrayList<>();
    if (BarViews.define(lake, asked)) {
      // A feed as a whole has no hour.
      List<Answer> answers =
          lake.ask(
              "SELECT source_feed, hour, grouping(hour) AS is_all, count(*) AS bars,"
                  + " count(DISTINCT symbol) AS symbols, count(move) AS n, avg(move) AS mean,"
                  + " stddev(move) AS deviation, skewness(move) AS skewness,"
                  + " kurtosis(move) AS kurtosis, min(move) AS least, max(move) AS most"
                  + " FROM (SELECT *, hour(bar_start) AS hour FROM "
                  + MOVES
                  + ") GROUP BY GROUPING SETS ((source_feed), (source_feed, hour)) ORDER BY 1, 2");
      List<Answer> feeds = answers.stream().filter(answer -> answer.number("is_all") == 1).toList();
      if (feeds.isEmpty()) {
        blocks.add(Question.empty(SilverBars.ID, asked));
      } else {
        Map<String, Series> hours = hours(answers);
        Map<String, Map<Integer, Double>> bins = bins(lake, feeds);
        VolumeQuestions volumes = VolumeQuestions.ask(lake, asked);
        for (Answer feed : feeds) {
          String name = feed.text("source_feed");
          returns(asked, feed, bins.getOrDefault(name, Map.of()), blocks);
          hours(name, hours, blocks);
          volumes.show(name, blocks);
        }
      }
    } else {
      blocks.add(Question.absent(SilverBars.ID));
    }
    return new Section("Prices", blocks);
  }

  /** How many returns each bin of a quarter deviation has, by feed. */
  private static Map<String, Map<Integer, Double>> bins(ReportedLake lake, List<Answer> feeds) {
    String widths =
        feeds.stream()
            .filter(feed -> feed.figure("deviation") > 0)
            .map(
                feed ->
                    " WHEN %s THEN %sD"
                        .formatted(Asked.quoted(feed.text("source_feed")), width(feed)))
            .collect(Collectors.joining());
    Map<String, Map<Integer, Double>> bins = new HashMap<>();
    if (!widths.isEmpty()) {
      lake.ask(
              "SELECT source_feed, greatest(-%d, least(%d, CAST(floor(move / CASE source_feed%s END) AS INT))) AS bin, count(*) AS n FROM %s WHERE move IS NOT NULL GROUP BY 1, 2"
                  .formatted(BINS_EACH_WAY, BINS_EACH_WAY - 1, widths, MOVES))
          .forEach(
              answer ->
                  bins.computeIfAbsent(answer.text("source_feed"), feed -> new HashMap<>())
                      .put(answer.number("bin"), answer.figure("n")));
    }
    return bins;
  }

  private static double width(Answer feed) {
    return feed.figure("deviation") / BINS_A_DEVIATION;
  }

  private static void returns(
      Asked asked, Answer feed, Map<Integer, Double> found, List<Block> blocks) {
    String name = feed.text("source_feed");
    blocks.add(new Heading("Returns of " + name));
    double deviation = feed.figure("deviation");
    if (!(deviation > 0)) {
      blocks.add(
          new Sentence(
              "%s bars of %s symbols have %s returns, too few or too equal to show how they spread."
                  .formatted(
                      Unit.COUNT.text(feed.figure("bars")),
                      Unit.COUNT.text(feed.figure("symbols")),
                      Unit.COUNT.text(feed.figure("n")))));
      return;
    }
    double width = width(feed);
    List<Bin> bins = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (int bin = -BINS_EACH_WAY; bin < BINS_EACH_WAY; bin++) {
      double count = found.getOrDefault(bin, 0.0);
      bins.add(new Bin(bin * width, (bin + 1) * width, count));
      rows.add(
          List.of(
              bin == -BINS_EACH_WAY ? "least" : Unit.PERCENT.text(bin * width),
              bin == BINS_EACH_WAY - 1 ? "greatest" : Unit.PERCENT.text((bin + 1) * width),
              Unit.COUNT.text(count)));
    }
    blocks.add(
        new Picture(
            Histogram.of(
                "Distribution of the returns of bars of " + name,
                bins,
                "return of a " + asked.interval() + " bar",
                Unit.PERCENT),
            ("Returns of %s bars, close over the close of the symbol's bar before on the same UTC"
                    + " day, in bars a bin of a quarter deviation; the outermost bins have all that"
                    + " is beyond. %s returns of %s symbols: mean %s, deviation %s, skewness %s,"
                    + " excess kurtosis %s, least %s, greatest %s. From silver.bars.")
                .formatted(
                    asked.interval(),
                    Unit.COUNT.text(feed.figure("n")),
                    Unit.COUNT.text(feed.figure("symbols")),
                    Unit.PERCENT.text(feed.figure("mean")),
                    Unit.PERCENT.text(deviation),
                    Unit.NUMBER.text(feed.figure("skewness")),
                    Unit.NUMBER.text(feed.figure("kurtosis")),
                    Unit.PERCENT.text(feed.figure("least")),
                    Unit.PERCENT.text(feed.figure("most"))),
            new Grid(
                "Returns, by bin",
                List.of(Head.figure("from"), Head.figure("to"), Head.figure("bars")),
                rows)));
  }

  /** The deviation of returns by the hour in which a bar starts, by feed. */
  private static Map<String, Series> hours(List<Answer> answers) {
    Map<String, List<Double>> deviations = new HashMap<>();
    answers.stream()
        .filter(answer -> answer.number("is_all") == 0)
        .forEach(
            answer ->
                deviations
                    .computeIfAbsent(
                        answer.text("source_feed"),
                        feed -> new ArrayList<>(Collections.nCopies(HOURS, Double.NaN)))
                    .set(answer.number("hour"), answer.figure("deviation")));
    Map<String, Series> series = new HashMap<>();
    deviations.forEach((feed, values) -> series.put(feed, new Series("deviation", values)));
    return series;
  }

  private static void hours(String feed, Map<String, Series> hours, List<Block> blocks) {
    Series deviations = hours.getOrDefault(feed, new Series("deviation", List.of()));
    if (deviations.values().stream().noneMatch(Double::isFinite)) {
      return;
    }
    List<String> names = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (int hour = 0; hour < HOURS; hour++) {
      names.add(String.format(Locale.ROOT, "%02d:00", hour));
      double deviation = deviations.values().get(hour);
      if (Double.isFinite(deviation)) {
        rows.add(List.of(names.get(hour), Unit.PERCENT.text(deviation)));
      }
    }
    blocks.add(
        new Picture(
            BarChart.of(
                "Volatility of " + feed + " by hour of the day",
                names,
                "hour in which the bar starts, UTC",
                List.of(deviations),
                Unit.PERCENT),
            "Volatility by hour of the day: standard deviation of the returns of bars that"
                + " start in it, all symbols and days together. From silver.bars.",
            new Grid(
                "Volatility by hour (UTC)",
                List.of(Head.text("hour"), Head.figure("deviation of returns")),
                rows)));
  }
}
