package io.marketlake.report;

import io.marketlake.report.draw.Unit;
import io.marketlake.report.page.Block;
import io.marketlake.report.page.Block.Grid;
import io.marketlake.report.page.Block.Head;
import io.marketlake.report.page.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Key figures of symbols, their volume a day, and the highest average volumes. */
final class SymbolSection implements Question {
  private static final String KPIS = "gold.symbol_kpis";
  private static final String VOLUMES = "gold.daily_volume";
  private static final String AVERAGES = "gold.highest_average_volume";

  @Override
  public Section ask(ReportedLake lake, Asked asked) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(lake.has(KPIS) ? kpis(lake, asked) : Question.absent(KPIS));
    if (lake.has(VOLUMES)) {
      volumes(lake, asked, blocks);
    } else {
      blocks.add(Question.absent(VOLUMES));
    }
    blocks.add(lake.has(AVERAGES) ? averages(lake, asked) : Question.absent(AVERAGES));
    return new Section("Symbols", blocks);
  }

  private static Block kpis(ReportedLake lake, Asked asked) {
    List<List<String>> rows =
        lake
            .ask(
                """
                SELECT * FROM (
                  SELECT source_feed, symbol, count(*) AS days, sum(bars) AS bars,
                    avg(average_price) AS price, sum(total_volume) AS volume,
                    avg(average_volatility) AS volatility, sum(rising) / sum(bars) AS rising,
                    max_by(struct(last_rsi AS value), day).value AS rsi,
                    max_by(struct(last_macd AS value), day).value AS macd,
                    row_number() OVER (PARTITION BY source_feed
                      ORDER BY sum(total_volume) DESC, symbol) AS place
                  FROM %s WHERE %s GROUP BY source_feed, symbol)
                WHERE place <= %d ORDER BY source_feed, place"""
                    .formatted(ReportedLake.view(KPIS), asked.of("source_feed"), asked.top()))
            .stream()
            .map(
                answer ->
                    List.of(
                        answer.text("symbol"),
                        answer.text("source_feed"),
                        Unit.COUNT.text(answer.figure("days")),
                        Unit.COUNT.text(answer.figure("bars")),
                        Unit.NUMBER.text(answer.figure("price")),
                        Unit.COUNT.text(answer.figure("volume")),
                        Unit.PERCENT.text(answer.figure("volatility")),
                        Unit.PERCENT.text(answer.figure("rising")),
                        Unit.NUMBER.text(answer.figure("rsi")),
                        Unit.NUMBER.text(answer.figure("macd"))))
            .toList();
    return rows.isEmpty()
        ? Question.empty(KPIS, asked)
        : new Grid(
            "Key figures of each feed's symbols with the greatest volume: means of days, sums, and the RSI"
                + " and MACD of the last day. From "
                + KPIS
                + ".",
            List.of(
                Head.text("symbol"),
                Head.text("prices of"),
                Head.figure("days"),
                Head.figure("bars"),
                Head.figure("mean price"),
                Head.figure("volume"),
                Head.figure("volatility a bar"),
                Head.figure("rising bars"),
                Head.figure("RSI"),
                Head.figure("MACD")),
            rows);
  }

  private static void volumes(ReportedLake lake, Asked asked, List<Block> blocks) {
    Map<String, DayMap> feeds = new TreeMap<>();
    for (Answer answer :
        lake.ask(
            """
            SELECT source_feed, symbol, CAST(day AS STRING) AS day, volume,
              CAST(share_of_volume AS DOUBLE) AS share
            FROM (
              SELECT *, dense_rank() OVER (PARTITION BY source_feed ORDER BY total DESC, symbol)
                AS place_of_all
              FROM (
                SELECT *, sum(volume) OVER (PARTITION BY source_feed, symbol) AS total
                FROM %s WHERE %s))
            WHERE place_of_all <= %d ORDER BY source_feed, place_of_all"""
                .formatted(ReportedLake.view(VOLUMES), asked.of("source_feed"), asked.top()))) {
      Days days =
          feeds
              .computeIfAbsent(answer.text("source_feed"), feed -> new DayMap(asked.period()))
              .row(answer.text("symbol"));
      days.put("volume", answer.text("day"), answer.figure("volume"));
      days.put("share", answer.text("day"), answer.figure("share"));
    }
    if (feeds.isEmpty()) {
      blocks.add(Question.empty(VOLUMES, asked));
    }
    feeds.forEach(
        (feed, symbols) ->
            blocks.add(
                symbols.picture(
                    "Volume a day of symbols of " + feed,
                    ("The symbols with the greatest volume of %s: share of the volume of all symbols"
                            + " of the day; the table has shares or units. From %s.")
                        .formatted(feed, VOLUMES),
                    "symbol",
                    "share",
                    (days, day) -> Unit.COUNT.text(days.at("volume", day)))));
  }

  private static Block averages(ReportedLake lake, Asked asked) {
    List<List<String>> rows =
        lake
            .ask(
                """
                SELECT source_feed, CAST(day AS STRING) AS day, place, symbol, days_traded,
                  average_volume, greatest_volume
                FROM (
                  SELECT *, max(day) OVER (PARTITION BY source_feed) AS last_day
                  FROM %s WHERE %s)
                WHERE day = last_day AND place <= %d ORDER BY source_feed, place, symbol LIMIT %d"""
                    .formatted(
                        ReportedLake.view(AVERAGES),
                        asked.of("source_feed"),
                        asked.top(),
                        asked.top() * asked.feeds().size()))
            .stream()
            .map(
                answer ->
                    List.of(
                        answer.text("place"),
                        answer.text("symbol"),
                        answer.text("source_feed"),
                        answer.text("day"),
                        Unit.COUNT.text(answer.figure("days_traded")),
                        Unit.COUNT.text(answer.figure("average_volume")),
                        Unit.COUNT.text(answer.figure("greatest_volume"))))
            .toList();
    return rows.isEmpty()
        ? Question.empty(AVERAGES, asked)
        : new Grid(
            "Highest average daily volume over the window that ends with the day, in shares or"
                + " units. From "
                + AVERAGES
                + ".",
            List.of(
                Head.figure("place"),
                Head.text("symbol"),
                Head.text("events of"),
                Head.text("day"),
                Head.figure("days traded"),
                Head.figure("average volume"),
                Head.figure("greatest")),
            rows);
  }
}
