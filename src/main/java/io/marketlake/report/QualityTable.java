package io.marketlake.report;

import io.marketlake.report.draw.Unit;
import io.marketlake.report.page.Block;
import io.marketlake.report.page.Block.Grid;
import io.marketlake.report.page.Block.Head;
import io.marketlake.report.page.Block.Heading;
import io.marketlake.schema.GoldModelQuality;
import io.marketlake.schema.SilverBars;
import java.util.List;

/** What {@code gold.model_quality} says at the end of the period of each model's last days. */
final class QualityTable {
  private static final String ID = GoldModelQuality.TABLE.id();
  private static final int MOST = 50;

  private QualityTable() {}

  static void add(ReportedLake lake, Asked asked, List<Block> blocks) {
    blocks.add(new Heading("Model quality"));
    if (!lake.has(ID)) {
      blocks.add(Question.absent(ID));
      return;
    }
    List<List<String>> rows =
        lake
            .ask(
                """
                SELECT source_feed, `interval`, horizon, model_version,
                  max_by(struct(CAST(day AS STRING) AS day, days, bars_due, coverage, late, judged,
                    accuracy, brier, log_loss,
                    greatest(majority_accuracy, persistence_accuracy, reversal_accuracy) AS baseline,
                    array_max(feature_drift.psi) AS drift), day) AS newest
                FROM %s WHERE %s AND period = 'window'
                GROUP BY 1, 2, 3, 4 ORDER BY newest.day DESC, 1, 2, 3, 4 LIMIT %d"""
                    .formatted(ReportedLake.view(ID), asked.of(SilverBars.SOURCE_FEED), MOST))
            .stream()
            .map(QualityTable::row)
            .toList();
    blocks.add(
        rows.isEmpty()
            ? Question.empty(ID, asked)
            : new Grid(
                "How good the forecasts of each model were over the days up to the newest day that it"
                    + " is judged on; version any is all together. Coverage is forecasts / bars due; the"
                    + " baseline is the best of majority, persistence and reversal; drift is the"
                    + " greatest PSI of a feature (above 0.25 is much). From "
                    + ID
                    + ".",
                List.of(
                    Head.text("up to"),
                    Head.text("feed"),
                    Head.text("bars"),
                    Head.figure("horizon"),
                    Head.text("model version"),
                    Head.figure("days"),
                    Head.figure("bars due"),
                    Head.figure("coverage"),
                    Head.figure("late"),
                    Head.figure("judged"),
                    Head.figure("accuracy"),
                    Head.figure("best baseline"),
                    Head.figure("Brier score"),
                    Head.figure("log loss"),
                    Head.figure("drift")),
                rows));
  }

  private static List<String> row(Answer answer) {
    Answer newest = answer.part("newest");
    return List.of(
        newest.text("day"),
        answer.text("source_feed"),
        answer.text("interval"),
        answer.text("horizon"),
        answer.text("model_version"),
        Unit.COUNT.text(newest.figure("days")),
        Unit.COUNT.text(newest.figure("bars_due")),
        Unit.PERCENT.text(newest.figure("coverage")),
        Unit.COUNT.text(newest.figure("late")),
        Unit.COUNT.text(newest.figure("judged")),
        Unit.NUMBER.text(newest.figure("accuracy")),
        Unit.NUMBER.text(newest.figure("baseline")),
        Unit.NUMBER.text(newest.figure("brier")),
        Unit.NUMBER.text(newest.figure("log_loss")),
        Unit.NUMBER.text(newest.figure("drift")));
  }
}
