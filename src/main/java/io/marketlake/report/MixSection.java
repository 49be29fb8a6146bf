package io.marketlake.report;

import io.marketlake.report.draw.BarChart;
import io.marketlake.report.draw.Unit;
import io.marketlake.report.page.Block;
import io.marketlake.report.page.Block.Heading;
import io.marketlake.report.page.Block.Picture;
import io.marketlake.report.page.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Buys against sells: a day of all symbols, and the symbols with the most of both. */
final class MixSection implements Question {
  private static final String ID = "gold.buy_sell_mix";
  private static final List<String> SIDES = List.of("buys", "sells", "unknown");

  @Override
  public Section ask(ReportedLake lake, Asked asked) {
    List<Block> blocks = new ArrayList<>();
    if (lake.has(ID)) {
      days(lake, asked, blocks);
      if (blocks.isEmpty()) {
        blocks.add(Question.empty(ID, asked));
      } else {
        symbols(lake, asked, blocks);
      }
    } else {
      blocks.add(Question.absent(ID));
    }
    return new Section("Buys and sells", blocks);
  }

  private static void days(ReportedLake lake, Asked asked, List<Block> blocks) {
    Map<String, Days> feeds = new TreeMap<>();
    for (Answer answer :
        lake.ask(
            """
            SELECT source_feed, CAST(day AS STRING) AS day, sum(buys) AS buys, sum(sells) AS sells,
              sum(unknown) AS unknown,
              CAST(sum(buy_volume) - sum(sell_volume) AS DOUBLE)
                / CAST(sum(buy_volume) + sum(sell_volume) AS DOUBLE) AS imbalance
            FROM %s WHERE %s GROUP BY 1, 2"""
                .formatted(ReportedLake.view(ID), asked.of("source_feed")))) {
      Days days =
          feeds.computeIfAbsent(answer.text("source_feed"), feed -> new Days(asked.period()));
      for (String figure : List.of("buys", "sells", "unknown", "imbalance")) {
        days.put(figure, answer.text("day"), answer.figure(figure));
      }
    }
    feeds.forEach(
        (feed, days) -> {
          blocks.add(new Heading("Feed " + feed));
          blocks.add(
              new Picture(
                  BarChart.of(
                      "Buys and sells of " + feed + " a day",
                      asked.period().shortNames(),
                      "day of the feed's calendar",
                      SIDES.stream().map(days::series).toList(),
                      Unit.COUNT),
                  "Trades a day by who was the aggressor, in trades. From " + ID + ".",
                  days.grid("Trades by side", SIDES, Unit.COUNT::text)));
          blocks.add(
              new Picture(
                  BarChart.of(
                      "Imbalance of volume of " + feed + " a day",
                      asked.period().shortNames(),
                      "day of the feed's calendar",
                      List.of(days.series("imbalance")),
                      Unit.PERCENT),
                  "Volume of buys less that of sells, as a share of both: above 0 more was bought."
                      + " From "
                      + ID
                      + ".",
                  days.grid("Imbalance of volume", List.of("imbalance"), Unit.PERCENT::text)));
        });
  }

  private static void symbols(ReportedLake lake, Asked asked, List<Block> blocks) {
    Map<String, DayMap> feeds = new TreeMap<>();
    for (Answer answer :
        lake.ask(
            """
            SELECT source_feed, symbol, CAST(day AS STRING) AS day,
              CAST(imbalance AS DOUBLE) AS imbalance
            FROM (
              SELECT *, dense_rank() OVER (PARTITION BY source_feed ORDER BY total DESC, symbol)
                AS place
              FROM (
                SELECT *, sum(buy_volume + sell_volume) OVER (PARTITION BY source_feed, symbol)
                  AS total
                FROM %s WHERE %s))
            WHERE place <= %d ORDER BY symbol"""
                .formatted(ReportedLake.view(ID), asked.of("source_feed"), asked.top()))) {
      feeds
          .computeIfAbsent(answer.text("source_feed"), feed -> new DayMap(asked.period()))
          .row(answer.text("symbol"))
          .put("imbalance", answer.text("day"), answer.figure("imbalance"));
    }
    feeds.forEach(
        (feed, symbols) ->
            blocks.add(
                symbols.picture(
                    "Imbalance of volume of symbols of " + feed + " a day",
                    ("Imbalance of volume of the symbols with the most volume of %s: blue was bought,"
                            + " orange was sold. From %s.")
                        .formatted(feed, ID),
                    "symbol",
                    "imbalance")));
  }
}
