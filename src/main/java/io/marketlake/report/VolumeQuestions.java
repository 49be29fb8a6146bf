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
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which symbols of each feed traded most, and at which hours; asked once for all feeds. */
final class VolumeQuestions {
  private static final int HOURS = 24;

  private final Map<String, Map<String, Total>> feeds = new LinkedHashMap<>();

  private VolumeQuestions() {}

  /** A symbol's sums, and its volume by hour. */
  private static final class Total {
    private double volume;
    private double notional;
    private double trades;
    private double bars;
    private final List<Double> hours = new ArrayList<>(Collections.nCopies(HOURS, Double.NaN));
  }

  static VolumeQuestions ask(ReportedLake lake, Asked asked) {
    VolumeQuestions volumes = new VolumeQuestions();
    for (Answer answer :
        lake.ask(
            """
            SELECT * FROM (
              SELECT *, dense_rank() OVER (PARTITION BY source_feed ORDER BY total DESC, symbol) AS place
              FROM (
                SELECT source_feed, symbol, hour(bar_start) AS hour, sum(volume) AS volume,
                  sum(notional) AS notional, sum(trade_count) AS trades, count(*) AS bars,
                  sum(sum(volume)) OVER (PARTITION BY source_feed, symbol) AS total
                FROM %s GROUP BY source_feed, symbol, hour(bar_start)))
            WHERE place <= %d ORDER BY source_feed, place, hour"""
                .formatted(BarViews.BARS, asked.top()))) {
      Total total =
          volumes
              .feeds
              .computeIfAbsent(answer.text("source_feed"), feed -> new LinkedHashMap<>())
              .computeIfAbsent(answer.text("symbol"), symbol -> new Total());
      total.volume += answer.figure("volume");
      total.notional += answer.figure("notional");
      total.trades += answer.figure("trades");
      total.bars += answer.figure("bars");
      total.hours.set(answer.number("hour"), answer.figure("volume"));
    }
    return volumes;
  }

  void show(String feed, List<Block> blocks) {
    Map<String, Total> totals = feeds.getOrDefault(feed, Map.of());
    if (totals.isEmpty()) {
      return;
    }
    blocks.add(new Heading("Volume of " + feed));
    blocks.add(greatest(feed, totals));
    blocks.add(hours(feed, totals));
  }

  private static Picture greatest(String feed, Map<String, Total> totals) {
    List<List<String>> rows = new ArrayList<>();
    totals.forEach(
        (symbol, total) ->
            rows.add(
                List.of(
                    symbol,
                    Unit.COUNT.text(total.volume),
                    Unit.NUMBER.text(total.notional),
                    Unit.COUNT.text(total.trades),
                    Unit.COUNT.text(total.bars))));
    return new Picture(
        BarChart.ranked(
            "Symbols of " + feed + " with the greatest volume",
            List.copyOf(totals.keySet()),
            new Series("volume", totals.values().stream().map(total -> total.volume).toList()),
            Unit.COUNT),
        "The %d symbols with the greatest volume of the period, in shares or units. From silver.bars."
            .formatted(totals.size()),
        new Grid(
            "Greatest volume; notional in the symbol's currency, – above 10^24",
            List.of(
                Head.text("symbol"),
                Head.figure("volume"),
                Head.figure("notional"),
                Head.figure("trades"),
                Head.figure("bars")),
            rows));
  }

  private static Picture hours(String feed, Map<String, Total> totals) {
    List<String> names = new ArrayList<>();
    for (int hour = 0; hour < HOURS; hour++) {
      names.add(String.format(Locale.ROOT, "%02d", hour));
    }
    List<List<Double>> shares = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    totals.forEach(
        (symbol, total) -> {
          shares.add(
              total.hours.stream()
                  .map(volume -> total.volume == 0 ? Double.NaN : volume / total.volume)
                  .toList());
          List<String> row = new ArrayList<>(List.of(symbol));
          total.hours.forEach(volume -> row.add(Unit.COUNT.text(volume)));
          rows.add(row);
        });
    List<Head> heads = new ArrayList<>(List.of(Head.text("symbol")));
    names.forEach(name -> heads.add(Head.figure(name)));
    return new Picture(
        Heatmap.of(
            "Volume of symbols of " + feed + " by hour of the day",
            new Cells(List.copyOf(totals.keySet()), names, shares, Unit.PERCENT)),
        "At which hours (UTC) these symbols traded: share of the symbol's own volume of the period."
            + " From silver.bars.",
        new Grid("Volume by hour (UTC), in shares or units", heads, rows));
  }
}
