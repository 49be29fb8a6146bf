package io.marketlake.report;

import io.marketlake.report.draw.Heatmap;
import io.marketlake.report.draw.Heatmap.Cells;
import io.marketlake.report.draw.Unit;
import io.marketlake.report.page.Block;
import io.marketlake.report.page.Block.Grid;
import io.marketlake.report.page.Block.Head;
import io.marketlake.report.page.Block.Heading;
import io.marketlake.report.page.Block.Picture;
import io.marketlake.report.page.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Growth of industries, countries and technologies a day. */
final class GrowthSection implements Question {
  /** As many of them as a picture has room for. */
  private static final int MOST_GROUPS = 40;

  /** A mart of growth and the column by which it groups companies. */
  private record Mart(String id, String column, String title) {}

  private static final List<Mart> MARTS =
      List.of(
          new Mart("gold.industry_growth", "industry", "Industries"),
          new Mart("gold.growth_by_country", "country", "Countries"),
          new Mart("gold.growth_by_technology", "technology", "Technologies"));

  @Override
  public Section ask(ReportedLake lake, Asked asked) {
    List<Block> blocks = new ArrayList<>();
    String sql =
        MARTS.stream()
            .filter(mart -> lake.has(mart.id()))
            .map(mart -> question(asked, mart))
            .collect(Collectors.joining(" UNION ALL "));
    Map<String, Map<String, Map<String, Group>>> marts = new TreeMap<>();
    if (!sql.isEmpty()) {
      for (Answer answer :
          lake.ask("SELECT * FROM (" + sql + ") ORDER BY source_feed, label, day")) {
        Group group =
            marts
                .computeIfAbsent(answer.text("mart"), mart -> new TreeMap<>())
                .computeIfAbsent(answer.text("source_feed"), feed -> new LinkedHashMap<>())
                .computeIfAbsent(answer.text("label"), name -> new Group());
        group.growth.put(answer.text("day"), answer.figure("growth"));
        group.companyDays += answer.figure("companies");
        group.growingDays += answer.figure("growing");
      }
    }
    for (Mart mart : MARTS) {
      show(lake, asked, mart, marts.getOrDefault(mart.id(), Map.of()), blocks);
    }
    return new Section("Growth", blocks);
  }

  /** The figures of a group of companies. */
  private static final class Group {
    private final Map<String, Double> growth = new TreeMap<>();
    private double companyDays;
    private double growingDays;
  }

  private static String question(Asked asked, Mart mart) {
    return """
        SELECT '%s' AS mart, source_feed, label, CAST(day AS STRING) AS day, growth, companies, growing
        FROM (
          SELECT *, dense_rank() OVER (PARTITION BY source_feed ORDER BY total DESC, label) AS place
          FROM (
            SELECT source_feed, %s AS label, day, CAST(mean_growth AS DOUBLE) AS growth,
              companies, growing, sum(companies) OVER (PARTITION BY source_feed, %s) AS total
            FROM %s WHERE %s))
        WHERE place <= %d"""
        .formatted(
            mart.id(),
            mart.column(),
            mart.column(),
            ReportedLake.view(mart.id()),
            asked.of("source_feed"),
            MOST_GROUPS);
  }

  private static void show(
      ReportedLake lake,
      Asked asked,
      Mart mart,
      Map<String, Map<String, Group>> feeds,
      List<Block> blocks) {
    if (!lake.has(mart.id())) {
      blocks.add(new Heading(mart.title()));
      blocks.add(Question.absent(mart.id()));
      return;
    }
    if (feeds.isEmpty()) {
      blocks.add(new Heading(mart.title()));
      blocks.add(Question.empty(mart.id(), asked));
    }
    feeds.forEach(
        (feed, groups) -> {
          blocks.add(new Heading(mart.title() + ", by prices of " + feed));
          blocks.add(picture(asked, mart, feed, groups));
        });
  }

  private static Picture picture(Asked asked, Mart mart, String feed, Map<String, Group> groups) {
    List<List<Double>> figures = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    List<String> days = asked.period().names();
    groups.forEach(
        (name, group) -> {
          List<Double> growths =
              days.stream().map(day -> group.growth.getOrDefault(day, Double.NaN)).toList();
          figures.add(growths);
          List<String> row =
              new ArrayList<>(
                  List.of(
                      name,
                      Unit.COUNT.text(group.companyDays),
                      Unit.PERCENT.text(group.growingDays / group.companyDays)));
          growths.forEach(growth -> row.add(Unit.PERCENT.text(growth)));
          rows.add(row);
        });
    List<Head> heads =
        new ArrayList<>(
            List.of(
                Head.text(mart.column()),
                Head.figure("company-days"),
                Head.figure("of them growing")));
    days.forEach(day -> heads.add(Head.figure(day)));
    return new Picture(
        Heatmap.of(
            mart.title() + " by day: mean growth, by prices of " + feed,
            new Cells(
                List.copyOf(groups.keySet()), asked.period().shortNames(), figures, Unit.PERCENT)),
        ("Mean growth of the companies of each %s a day, each company counting the same; blue grew,"
                + " orange fell, and shades are in proportion to the greatest of them. At most the"
                + " %d with the most companies. From %s.")
            .formatted(mart.column(), MOST_GROUPS, mart.id()),
        new Grid("Mean growth a day", heads, rows));
  }
}
