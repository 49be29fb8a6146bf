package io.marketlake.report;

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
import io.marketlake.report.page.Section;
import io.marketlake.schema.GoldSentiment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What texts said: labels a day, scores, companies, and which model or rule decided. */
final class SentimentSection implements Question {
  private static final String ID = GoldSentiment.TABLE.id();
  private static final int BINS_EACH_WAY = 10;
  private static final int MOST_DECIDERS = 20;

  /** One look at the table answers for labels a day, tenths of the score, and what decided. */
  private static final String SQL =
      """
      SELECT
        CASE WHEN grouping(label) = 0 THEN 'label' WHEN grouping(bin) = 0 THEN 'bin'
          ELSE 'decider' END AS part,
        CAST(day AS STRING) AS day, label, bin, model_version, decided_by, feed, count(*) AS n,
        avg(score) AS mean
      FROM (
        SELECT day, label, score, model_version, decided_by, feed,
          greatest(-%1$d, least(%1$d - 1, CAST(floor(score * %1$d) AS INT))) AS bin
        FROM %2$s WHERE %3$s)
      GROUP BY GROUPING SETS ((day, label), (bin), (model_version, decided_by, feed))
      ORDER BY n DESC, model_version, decided_by, feed""";

  private static final List<String> LABELS = List.of("positive", "negative", "neutral");

  @Override
  public Section ask(ReportedLake lake, Asked asked) {
    List<Block> blocks = new ArrayList<>();
    if (lake.has(ID)) {
      List<Answer> answers =
          lake.ask(SQL.formatted(BINS_EACH_WAY, ReportedLake.view(ID), asked.of("feed")));
      if (answers.isEmpty()) {
        blocks.add(Question.empty(ID, asked));
      } else {
        blocks.add(labels(asked, of("label", answers)));
        blocks.add(scores(of("bin", answers)));
        companies(lake, asked, blocks);
        blocks.add(deciders(of("decider", answers)));
      }
    } else {
      blocks.add(Question.absent(ID));
    }
    return new Section("Sentiment", blocks);
  }

  private static List<Answer> of(String part, List<Answer> answers) {
    return answers.stream().filter(answer -> answer.text("part").equals(part)).toList();
  }

  private static String from(Asked asked) {
    return " FROM " + ReportedLake.view(ID) + " WHERE " + asked.of("feed");
  }

  private static Picture labels(Asked asked, List<Answer> answers) {
    Days counts = new Days(asked.period());
    Map<String, Double> totals = new HashMap<>();
    for (Answer answer : answers) {
      counts.put(answer.text("label"), answer.text("day"), answer.figure("n"));
      totals.merge(answer.text("day"), answer.figure("n"), Double::sum);
    }
    List<Series> shares = new ArrayList<>();
    for (String label : LABELS) {
      List<Double> values = new ArrayList<>();
      for (String day : asked.period().names()) {
        values.add(counts.at(label, day) / totals.getOrDefault(day, Double.NaN));
      }
      shares.add(new Series(label, values));
    }
    return new Picture(
        BarChart.of(
            "Labels of texts a day",
            asked.period().shortNames(),
            "UTC day of event_time",
            shares,
            Unit.PERCENT),
        "Share of the labels a day; a text that names several companies counts for each. From "
            + ID
            + ".",
        counts.grid("Texts, a company each, by label", LABELS, Unit.COUNT::text));
  }

  private static Picture scores(List<Answer> answers) {
    Map<Integer, Double> found = new HashMap<>();
    answers.forEach(answer -> found.put(answer.number("bin"), answer.figure("n")));
    List<Bin> bins = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (int bin = -BINS_EACH_WAY; bin < BINS_EACH_WAY; bin++) {
      double low = (double) bin / BINS_EACH_WAY;
      double high = (bin + 1.0) / BINS_EACH_WAY;
      double count = found.getOrDefault(bin, 0.0);
      bins.add(new Bin(low, high, count));
      rows.add(List.of(Unit.NUMBER.text(low), Unit.NUMBER.text(high), Unit.COUNT.text(count)));
    }
    return new Picture(
        Histogram.of(
            "Distribution of the scores of texts",
            bins,
            "score: probability of positive less that of negative",
            Unit.NUMBER),
        "Scores, -1 to 1, in texts a tenth. From " + ID + ".",
        new Grid(
            "Scores, by tenth",
            List.of(Head.figure("from"), Head.figure("to"), Head.figure("texts")),
            rows));
  }

  private static void companies(ReportedLake lake, Asked asked, List<Block> blocks) {
    List<Answer> answers =
        lake.ask(
            "SELECT entity, count(*) AS n, avg(score) AS mean, stddev(score) AS deviation,"
                + " count_if(label = 'positive') AS positive,"
                + " count_if(label = 'negative') AS negative"
                + from(asked)
                + " AND entity IS NOT NULL GROUP BY 1 ORDER BY n DESC, entity LIMIT "
                + asked.top());
    if (answers.isEmpty()) {
      return;
    }
    List<String> names = answers.stream().map(answer -> answer.text("entity")).toList();
    List<Double> means = answers.stream().map(answer -> answer.figure("mean")).toList();
    blocks.add(new Heading("Companies"));
    blocks.add(
        new Picture(
            BarChart.of(
                "Mean score of companies",
                names,
                "company, the most named first",
                List.of(new Series("mean score", means)),
                Unit.NUMBER),
            "Mean score of the %d companies that most texts named, -1 to 1. From %s."
                .formatted(names.size(), ID),
            new Grid(
                "Companies that most texts named",
                List.of(
                    Head.text("symbol"),
                    Head.figure("texts"),
                    Head.figure("mean score"),
                    Head.figure("deviation"),
                    Head.figure("positive"),
                    Head.figure("negative")),
                answers.stream()
                    .map(
                        answer ->
                            List.of(
                                answer.text("entity"),
                                Unit.COUNT.text(answer.figure("n")),
                                Unit.NUMBER.text(answer.figure("mean")),
                                Unit.NUMBER.text(answer.figure("deviation")),
                                Unit.COUNT.text(answer.figure("positive")),
                                Unit.COUNT.text(answer.figure("negative"))))
                    .toList())));
  }

  private static Grid deciders(List<Answer> answers) {
    return new Grid(
        "What decided, at most the %d commonest. From %s.".formatted(MOST_DECIDERS, ID),
        List.of(
            Head.text("model version"),
            Head.text("decided by"),
            Head.text("feed"),
            Head.figure("texts"),
            Head.figure("mean score")),
        answers.stream()
            .limit(MOST_DECIDERS)
            .map(
                answer ->
                    List.of(
                        answer.text("model_version"),
                        answer.text("decided_by"),
                        answer.text("feed"),
                        Unit.COUNT.text(answer.figure("n")),
                        Unit.NUMBER.text(answer.figure("mean"))))
            .toList());
  }
}
