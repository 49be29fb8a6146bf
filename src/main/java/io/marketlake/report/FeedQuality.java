package io.marketlake.report;

import io.marketlake.report.draw.BarChart;
import io.marketlake.report.draw.Series;
import io.marketlake.report.draw.Unit;
import io.marketlake.report.page.Block;
import io.marketlake.report.page.Block.Grid;
import io.marketlake.report.page.Block.Head;
import io.marketlake.report.page.Block.Heading;
import io.marketlake.report.page.Block.Picture;
import io.marketlake.report.page.Block.Sentence;
import io.marketlake.schema.GoldRuleCounts;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.SilverLate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What of feeds did not become a valid event, why, and what came too late for its bar. Each table
 * is asked once for all feeds.
 */
final class FeedQuality {
  private static final int MOST_REASONS = 10;
  private static final String QUARANTINE = QuarantineEvents.TABLE.id();
  private static final String RULES = GoldRuleCounts.TABLE.id();
  private static final String LATE = SilverLate.TABLE.id();
  private static final List<String> CLASSES =
      List.of(
          QuarantineEvents.MALFORMED,
          QuarantineEvents.INVALID,
          QuarantineEvents.DUPLICATE,
          QuarantineEvents.DROPPED);

  private final Map<String, List<Answer>> answers = new HashMap<>();

  void ask(ReportedLake lake, Asked asked, String feed, double valid, List<Block> blocks) {
    blocks.add(new Heading("Quarantine"));
    if (lake.has(QUARANTINE)) {
      quarantine(lake, asked, feed, valid, blocks);
    } else {
      blocks.add(Question.absent(QUARANTINE));
    }
    rules(lake, asked, feed, blocks);
    late(lake, asked, feed, blocks);
  }

  /** Of the answers to a question about all feeds, those about one. */
  private List<Answer> of(String feed, ReportedLake lake, String sql) {
    return answers.computeIfAbsent(sql, lake::ask).stream()
        .filter(answer -> answer.text("feed").equals(feed))
        .toList();
  }

  private void quarantine(
      ReportedLake lake, Asked asked, String feed, double valid, List<Block> blocks) {
    List<Answer> classes =
        of(
            feed,
            lake,
            "SELECT feed, CAST(day AS STRING) AS day, class, count(*) AS n FROM %s WHERE %s GROUP BY 1, 2, 3"
                .formatted(ReportedLake.view(QUARANTINE), asked.of("feed")));
    if (classes.isEmpty()) {
      blocks.add(new Sentence("No record of this feed is in %s.".formatted(QUARANTINE)));
      return;
    }
    Days days = new Days(asked.period());
    double rejected = 0;
    for (Answer answer : classes) {
      days.put(answer.text("class"), answer.text("day"), answer.figure("n"));
      rejected += answer.figure("n");
    }
    List<Series> series =
        CLASSES.stream()
            .map(days::series)
            .filter(s -> s.values().stream().anyMatch(Double::isFinite))
            .toList();
    blocks.add(
        new Picture(
            BarChart.of(
                "Records of " + feed + " in quarantine a day",
                asked.period().shortNames(),
                "UTC day of the Kafka record",
                series,
                Unit.COUNT),
            "Records that silver did not take, in records a day by class: %s, %s of all %s of the period. From %s."
                .formatted(
                    Unit.COUNT.text(rejected),
                    Unit.PERCENT.text(rejected / (rejected + valid)),
                    Unit.COUNT.text(rejected + valid),
                    QUARANTINE),
            days.grid("Records in quarantine a day", CLASSES, Unit.COUNT::text)));
    reasons(lake, asked, feed, rejected, blocks);
  }

  private void reasons(
      ReportedLake lake, Asked asked, String feed, double rejected, List<Block> blocks) {
    String sql =
        """
        SELECT * FROM (
          SELECT feed, broken.failed_rules AS rule, count(*) AS n, max(broken.reasons) AS reason,
            row_number() OVER (PARTITION BY feed ORDER BY count(*) DESC, broken.failed_rules) AS place
          FROM (SELECT feed, explode(arrays_zip(failed_rules, reasons)) AS broken FROM %s WHERE %s)
          GROUP BY feed, broken.failed_rules)
        WHERE place <= %d ORDER BY feed, place"""
            .formatted(ReportedLake.view(QUARANTINE), asked.of("feed"), MOST_REASONS);
    List<List<String>> rows =
        of(feed, lake, sql).stream()
            .map(
                answer ->
                    List.of(
                        answer.text("rule"),
                        Unit.COUNT.text(answer.figure("n")),
                        Unit.PERCENT.text(answer.figure("n") / rejected),
                        answer.line("reason")))
            .toList();
    blocks.add(
        new Grid(
            "The %d commonest reasons; a record that broke several rules counts for each. From %s."
                .formatted(MOST_REASONS, QUARANTINE),
            List.of(
                Head.text("rule"),
                Head.figure("records"),
                Head.figure("of the rejected"),
                Head.text("one of the reasons")),
            rows));
  }

  private void rules(ReportedLake lake, Asked asked, String feed, List<Block> blocks) {
    if (!lake.has(RULES)) {
      blocks.add(Question.absent(RULES));
      return;
    }
    String sql =
        """
        SELECT * FROM (
          SELECT feed, rule, kind, action, sum(passed) AS passed, sum(failed) AS failed,
            row_number() OVER (PARTITION BY feed ORDER BY sum(failed) DESC, rule, kind, action) AS place
          FROM %s WHERE %s GROUP BY feed, rule, kind, action)
        WHERE place <= %d ORDER BY feed, place"""
            .formatted(ReportedLake.view(RULES), asked.of("feed"), MOST_REASONS);
    List<List<String>> rows =
        of(feed, lake, sql).stream()
            .map(
                answer ->
                    List.of(
                        answer.text("rule"),
                        answer.text("kind"),
                        answer.text("action"),
                        Unit.COUNT.text(answer.figure("passed")),
                        Unit.COUNT.text(answer.figure("failed")),
                        Unit.PERCENT.text(
                            answer.figure("failed")
                                / (answer.figure("passed") + answer.figure("failed")))))
            .toList();
    blocks.add(
        rows.isEmpty()
            ? Question.empty(RULES, asked)
            : new Grid(
                "The %d rules that failed most, by UTC day of known_at; of an aggregate rule,"
                        .formatted(MOST_REASONS)
                    + " micro-batches are counted. From "
                    + RULES
                    + ".",
                List.of(
                    Head.text("rule"),
                    Head.text("kind"),
                    Head.text("action"),
                    Head.figure("passed"),
                    Head.figure("failed"),
                    Head.figure("share failed")),
                rows));
  }

  private void late(ReportedLake lake, Asked asked, String feed, List<Block> blocks) {
    if (!lake.has(LATE)) {
      return;
    }
    String sql =
        """
        SELECT source_feed AS feed, CAST(day AS STRING) AS day, count(*) AS n,
          count(DISTINCT symbol) AS symbols, percentile_approx(late_ms, 0.5, 1000) AS median,
          max(late_ms) AS most
        FROM %s WHERE %s GROUP BY 1, 2 ORDER BY 1, 2"""
            .formatted(ReportedLake.view(LATE), asked.of("source_feed"));
    List<List<String>> rows =
        of(feed, lake, sql).stream()
            .map(
                answer ->
                    List.of(
                        answer.text("day"),
                        Unit.COUNT.text(answer.figure("n")),
                        Unit.COUNT.text(answer.figure("symbols")),
                        Unit.MILLIS.text(answer.figure("median")),
                        Unit.MILLIS.text(answer.figure("most"))))
            .toList();
    blocks.add(new Heading("Late events"));
    blocks.add(
        rows.isEmpty()
            ? new Sentence(
                "No event of this feed came after its bar was final (%s).".formatted(LATE))
            : new Grid(
                "Events that came after their bar was final; how late is counted from the newest"
                    + " event time that had made it final. From "
                    + LATE
                    + ".",
                List.of(
                    Head.text("day"),
                    Head.figure("late events"),
                    Head.figure("symbols"),
                    Head.figure("median lateness"),
                    Head.figure("greatest")),
                rows));
  }
}
