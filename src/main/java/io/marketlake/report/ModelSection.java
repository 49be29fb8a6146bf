package io.marketlake.report;

import io.marketlake.report.ModelFigures.CalibrationBin;
import io.marketlake.report.draw.Scatter;
import io.marketlake.report.draw.Scatter.Axes;
import io.marketlake.report.draw.Scatter.Line;
import io.marketlake.report.draw.Scatter.Point;
import io.marketlake.report.draw.Unit;
import io.marketlake.report.page.Block;
import io.marketlake.report.page.Block.Grid;
import io.marketlake.report.page.Block.Head;
import io.marketlake.report.page.Block.Heading;
import io.marketlake.report.page.Block.Picture;
import io.marketlake.report.page.Block.Sentence;
import io.marketlake.report.page.Section;
import io.marketlake.schema.OpsModelAliases;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The models: who was champion when, and what their cards say. */
final class ModelSection implements Question {
  private static final int MOST_CHANGES = 50;

  private final List<ModelFigures> cards;

  ModelSection(List<ModelFigures> cards) {
    this.cards = List.copyOf(cards);
  }

  @Override
  public Section ask(ReportedLake lake, Asked asked) {
    List<Block> blocks = new ArrayList<>();
    champions(lake, asked, blocks);
    cards(blocks);
    return new Section("Models", blocks);
  }

  private static void champions(ReportedLake lake, Asked asked, List<Block> blocks) {
    String id = OpsModelAliases.TABLE.id();
    blocks.add(new Heading("Champions"));
    if (!lake.has(id)) {
      blocks.add(Question.absent(id));
      return;
    }
    List<List<String>> rows =
        lake
            .ask(
                """
                SELECT kind, version, action, changed_by, reason,
                  date_format(since, 'yyyy-MM-dd HH:mm:ss') AS since,
                  coalesce(date_format(until, 'yyyy-MM-dd HH:mm:ss'), 'now') AS until
                FROM (
                  SELECT *, changed_at AS since,
                    lead(changed_at) OVER (PARTITION BY kind ORDER BY number) AS until
                  FROM %s WHERE alias = 'champion')
                WHERE since < DATE'%s' AND (until IS NULL OR until > DATE'%s')
                ORDER BY since DESC, kind LIMIT %d"""
                    .formatted(
                        ReportedLake.view(id),
                        asked.period().to().plusDays(1),
                        asked.period().from(),
                        MOST_CHANGES))
            .stream()
            .map(
                answer ->
                    List.of(
                        answer.text("kind"),
                        answer.text("version"),
                        answer.text("since"),
                        answer.text("until"),
                        answer.text("action"),
                        answer.text("changed_by"),
                        answer.line("reason")))
            .toList();
    blocks.add(
        rows.isEmpty()
            ? Question.empty(id, asked)
            : new Grid(
                "Champions at any time of the period, the newest first; times in UTC. From "
                    + id
                    + ".",
                List.of(
                    Head.text("kind"),
                    Head.text("version"),
                    Head.text("since"),
                    Head.text("until"),
                    Head.text("action"),
                    Head.text("by"),
                    Head.text("reason")),
                rows));
  }

  private void cards(List<Block> blocks) {
    blocks.add(new Heading("Cards"));
    if (cards.isEmpty()) {
      blocks.add(new Sentence("The lake's registry has no model with a card of this form."));
      return;
    }
    blocks.add(
        new Grid(
            "What the cards of models say, on the rows held out, the newest first; – where a card"
                + " says nothing. From the registry.",
            List.of(
                Head.text("kind"),
                Head.text("version"),
                Head.text("is now"),
                Head.text("published"),
                Head.figure("rows"),
                Head.figure("accuracy"),
                Head.figure("95 % interval"),
                Head.figure("majority"),
                Head.figure("macro-F1"),
                Head.figure("log loss"),
                Head.figure("calibration error")),
            cards.stream().map(ModelSection::row).toList()));
    cards.stream()
        .filter(card -> card.isChampion() && !card.calibration().isEmpty())
        .forEach(card -> blocks.add(calibration(card)));
  }

  private static List<String> row(ModelFigures card) {
    return List.of(
        card.kind(),
        card.version(),
        card.aliases(),
        card.publishedAt().replaceFirst("\\.\\d+", ""),
        Unit.COUNT.text(card.rows()),
        Unit.NUMBER.text(card.accuracy()),
        Unit.NUMBER.text(card.accuracyLow()) + " to " + Unit.NUMBER.text(card.accuracyHigh()),
        Unit.NUMBER.text(card.baseline()),
        Unit.NUMBER.text(card.macroF1()),
        Unit.NUMBER.text(card.logLoss()),
        Unit.NUMBER.text(card.expectedError()));
  }

  private static Picture calibration(ModelFigures card) {
    return reliability(
        "Calibration of the champion of " + card.kind() + ", " + card.version(),
        card.calibration(),
        "share of right answers",
        "How often answers of such a probability were right, on the rows held out; dots on the line"
            + " are to be believed, and greater ones have more rows. Of "
            + card.kind()
            + " "
            + card.version()
            + ", from its card.");
  }

  /** Bins of probabilities beside what came of them. */
  static Picture reliability(
      String label, List<CalibrationBin> bins, String share, String caption) {
    double all = bins.stream().mapToDouble(CalibrationBin::rows).sum();
    List<Point> points = new ArrayList<>();
    // Both corners, so that the line of the believable goes all the way.
    points.add(new Point(0, 0, 0, ""));
    points.add(new Point(1, 1, 0, ""));
    List<List<String>> rows = new ArrayList<>();
    for (CalibrationBin bin : bins) {
      String text = Unit.COUNT.text(bin.rows()) + " rows";
      points.add(
          new Point(bin.probability(), bin.share(), 3 + 12 * Math.sqrt(bin.rows() / all), text));
      rows.add(
          List.of(
              Unit.NUMBER.text(bin.probability()),
              Unit.NUMBER.text(bin.share()),
              Unit.COUNT.text(bin.rows())));
    }
    return new Picture(
        Scatter.of(
            label,
            points,
            new Axes("mean probability", Unit.NUMBER, share, Unit.NUMBER),
            Optional.of(new Line(1, 0))),
        caption,
        new Grid(
            "By bin of the probability",
            List.of(Head.figure("mean probability"), Head.figure(share), Head.figure("rows")),
            rows));
  }
}
