package io.marketlake.registry;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A model card as a page to read. */
final class CardMarkdown {
  private CardMarkdown() {}

  static String of(String version, ModelCard card) {
    StringBuilder page = new StringBuilder();
    line(page, "# Model card: %s %s", card.kind(), version);
    line(page, "");
    line(
        page,
        "Trained %s in %.1f s. %s",
        card.trainedAt(),
        card.trainingSeconds(),
        card.fittedOn());
    data(page, card.data());
    split(page, card.split());
    figures(page, card.model(), card.baseline());
    line(page, "");
    line(page, "## Settings");
    line(page, "");
    table(page, "setting", "value", card.settings());
    line(page, "");
    line(page, "## Made with");
    line(page, "");
    table(page, "library", "version", card.libraries());
    return page.toString();
  }

  private static void data(StringBuilder page, ModelCard.TrainingData data) {
    line(page, "");
    line(page, "## Data");
    line(page, "");
    line(
        page,
        "File `%s`, SHA-256 `%s`. Rows left out: %d.",
        data.file(),
        data.sha256(),
        data.skippedRows());
    line(page, "");
    table(page, "class", "rows", data.rowsPerClass());
  }

  private static void split(StringBuilder page, ModelCard.Split split) {
    line(page, "");
    line(page, "## Split");
    line(page, "");
    line(
        page,
        "%s Holdout %.0f %%, seed %d: %d rows to fit, %d rows to judge.",
        split.method(),
        split.holdout() * 100,
        split.seed(),
        split.trainRows(),
        split.holdoutRows());
  }

  private static void figures(StringBuilder page, Evaluation model, Evaluation baseline) {
    line(page, "");
    line(page, "## On the holdout");
    line(page, "");
    line(page, "| | model | majority baseline |");
    line(page, "|---|---|---|");
    line(page, "| accuracy | %.4f | %.4f |", model.accuracy(), baseline.accuracy());
    line(page, "| macro-F1 | %.4f | %.4f |", model.macroF1(), baseline.macroF1());
    line(page, "| log-loss (nats) | %.4f | %.4f |", model.logLoss(), baseline.logLoss());
    line(page, "");
    line(page, "| class | rows | precision | recall | F1 |");
    line(page, "|---|---|---|---|---|");
    for (Evaluation.ClassScore score : model.classes()) {
      line(
          page,
          "| %s | %d | %.4f | %.4f | %.4f |",
          score.label(),
          score.rows(),
          score.precision(),
          score.recall(),
          score.f1());
    }
    line(page, "");
    String labels =
        model.classes().stream()
            .map(Evaluation.ClassScore::label)
            .collect(Collectors.joining(" | "));
    line(page, "| true class, found as | %s |", labels);
    line(page, "|---|%s", "---|".repeat(model.classes().size()));
    for (int i = 0; i < model.classes().size(); i++) {
      List<Long> found = model.confusion().get(i);
      line(
          page,
          "| %s | %s |",
          model.classes().get(i).label(),
          found.stream().map(String::valueOf).collect(Collectors.joining(" | ")));
    }
  }

  private static void table(StringBuilder page, String key, String value, Map<String, ?> entries) {
    line(page, "| %s | %s |", key, value);
    line(page, "|---|---|");
    entries.forEach((k, v) -> line(page, "| %s | %s |", k, v));
  }

  private static void line(StringBuilder page, String format, Object... values) {
    page.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
