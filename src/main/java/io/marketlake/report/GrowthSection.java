package io.marketlake.report;

import io.marketlake.report.draw.Unit;
import io.marketlake.report.page.Block;
import io.marketlake.report.page.Block.Heading;
import io.marketlake.report.page.Block.Picture;
import io.marketlake.report.page.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Growth of industries, countries and technologies a day. */
final class GrowthSection implements Question {
  /** As many of them as a picture has room for. */
  private static final int MOST_GROUPS = 40;

  /** What is shown of a mart, by its column. */
  private enum Figure {
    MEAN(
        "mean_growth",
        "mean growth",
        "Mean growth of the companies of each %s a day, each company counting the same; blue grew,"
            + " orange fell"),
    WEIGHTED(
        "volume_weighted_growth",
        "growth weighted by volume",
        "Mean growth of the companies of each %s a day, weighted by their volumes; blue grew,"
            + " orange fell"),
    GROWING(
        "share_growing",
        "companies that grew",
        "Share of the companies of each %s that grew a day; the table has how many of how many");

    private final String column;
    private final String title;
    private final String caption;

    Figure(String column, String title, String caption) {
      this.column = column;
      this.title = title;
      this.caption = caption;
    }

    String text(Days days, String day) {
      double companies = days.at("companies", day);
      return this == GROWING && Double.isFinite(companies)
          ? "%s of %s"
              .formatted(Unit.COUNT.text(days.at("growing", day)), Unit.COUNT.text(companies))
          : Unit.PERCENT.text(days.at(column, day));
    }
  }

  /** A mart of growth, the column by which it groups companies, and what is shown of it. */
  private record Mart(String id, String column, String title, List<Figure> figures) {}

  private static final List<Mart> MARTS =
      List.of(
          new Mart(
              "gold.industry_growth",
              "industry",
              "Industries",
              List.of(Figure.MEAN, Figure.WEIGHTED)),
          new Mart(
              "gold.growth_by_country",
              "country",
              "Countries",
              List.of(Figure.MEAN, Figure.GROWING)),
          new Mart(
              "gold.growth_by_technology", "technology", "Technologies", List.of(Figure.MEAN)));

  private static final List<String> COLUMNS =
      Stream.concat(
              Stream.of("companies", "growing"),
              Stream.of(Figure.values()).map(figure -> figure.column))
          .toList();

  @Override
  public Section ask(ReportedLake lake, Asked asked) {
    List<Block> blocks = new ArrayList<>();
    String sql =
        MARTS.stream()
            .filter(mart -> lake.has(mart.id()))
            .map(mart -> question(asked, mart))
            .collect(Collectors.joining(" UNION ALL "));
    Map<String, Map<String, DayMap>> marts = new TreeMap<>();
    if (!sql.isEmpty()) {
      for (Answer answer :
          lake.ask("SELECT * FROM (" + sql + ") ORDER BY source_feed, label, day")) {
        Days group =
            marts
                .computeIfAbsent(answer.text("mart"), mart -> new TreeMap<>())
                .computeIfAbsent(answer.text("source_feed"), feed -> new DayMap(asked.period()))
                .row(answer.text("label"));
        COLUMNS.forEach(column -> group.put(column, answer.text("day"), answer.figure(column)));
      }
    }
    for (Mart mart : MARTS) {
      show(lake, asked, mart, marts.getOrDefault(mart.id(), Map.of()), blocks);
    }
    return new Section("Growth", blocks);
  }

  private static String question(Asked asked, Mart mart) {
    return """
        SELECT '%s' AS mart, source_feed, label, CAST(day AS STRING) AS day, %s
        FROM (
          SELECT *, dense_rank() OVER (PARTITION BY source_feed ORDER BY total DESC, label) AS place
          FROM (
            SELECT *, %s AS label, sum(companies) OVER (PARTITION BY source_feed, %s) AS total
            FROM %s WHERE %s))
        WHERE place <= %d"""
        .formatted(
            mart.id(),
            COLUMNS.stream()
                .map(column -> "CAST(%1$s AS DOUBLE) AS %1$s".formatted(column))
                .collect(Collectors.joining(", ")),
            mart.column(),
            mart.column(),
            ReportedLake.view(mart.id()),
            asked.of("source_feed"),
            MOST_GROUPS);
  }

  private static void show(
      ReportedLake lake, Asked asked, Mart mart, Map<String, DayMap> feeds, List<Block> blocks) {
    if (feeds.isEmpty()) {
      blocks.add(new Heading(mart.title()));
      blocks.add(
          lake.has(mart.id()) ? Question.empty(mart.id(), asked) : Question.absent(mart.id()));
    }
    feeds.forEach(
        (feed, groups) -> {
          blocks.add(new Heading(mart.title() + ", by prices of " + feed));
          mart.figures().forEach(figure -> blocks.add(picture(mart, feed, groups, figure)));
        });
  }

  private static Picture picture(Mart mart, String feed, DayMap groups, Figure figure) {
    return groups.picture(
        "%s by day: %s, by prices of %s".formatted(mart.title(), figure.title, feed),
        (figure.caption
                + ". Shades are in proportion to the greatest figure. At most the %d with"
                + " the most companies. From %s.")
            .formatted(mart.column(), MOST_GROUPS, mart.id()),
        mart.column(),
        figure.column,
        figure::text);
  }
}
