package io.marketlake.report;

import io.marketlake.report.draw.Unit;
import io.marketlake.report.page.Block;
import io.marketlake.report.page.Block.Grid;
import io.marketlake.report.page.Block.Head;
import io.marketlake.report.page.Section;
import io.marketlake.schema.GoldAlerts;
import java.util.List;

/** The alerts that had a step in the period, each as its newest step there left it. */
final class AlertSection implements Question {
  private static final String ID = GoldAlerts.TABLE.id();
  private static final int MOST = 50;

  @Override
  public Section ask(ReportedLake lake, Asked asked) {
    return new Section("Alerts", List.of(lake.has(ID) ? alerts(lake, asked) : Question.absent(ID)));
  }

  private static Block alerts(ReportedLake lake, Asked asked) {
    List<List<String>> rows =
        lake
            .ask(
                """
                SELECT alert_id, count(*) AS steps,
                  date_format(min(known_at), 'yyyy-MM-dd HH:mm:ss') AS first_at,
                  max_by(struct(date_format(known_at, 'yyyy-MM-dd HH:mm:ss') AS known_at, step, rule,
                    subject, value, threshold, sentence), number) AS newest
                FROM %s WHERE %s GROUP BY alert_id
                ORDER BY newest.step = 'closed', newest.known_at DESC, alert_id LIMIT %d"""
                    .formatted(ReportedLake.view(ID), asked.period().condition(), MOST))
            .stream()
            .map(AlertSection::row)
            .toList();
    return rows.isEmpty()
        ? Question.empty(ID, asked)
        : new Grid(
            "Alerts with a step in the period, those that are not closed first, at most %d; times in"
                    .formatted(MOST)
                + " UTC. Of all feeds. From "
                + ID
                + ".",
            List.of(
                Head.text("state"),
                Head.text("rule"),
                Head.text("of"),
                Head.text("first step"),
                Head.text("newest step"),
                Head.figure("steps"),
                Head.figure("value"),
                Head.figure("threshold"),
                Head.text("what happened")),
            rows);
  }

  private static List<String> row(Answer answer) {
    Answer newest = answer.part("newest");
    return List.of(
        newest.text(GoldAlerts.STEP),
        newest.text(GoldAlerts.RULE),
        newest.text(GoldAlerts.SUBJECT),
        answer.text("first_at"),
        newest.text("known_at"),
        Unit.COUNT.text(answer.figure("steps")),
        Unit.NUMBER.text(newest.figure(GoldAlerts.VALUE)),
        Unit.NUMBER.text(newest.figure(GoldAlerts.THRESHOLD)),
        newest.line(GoldAlerts.SENTENCE));
  }
}
