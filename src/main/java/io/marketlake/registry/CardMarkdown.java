package io.marketlake.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A model card, or an evaluation, as a page to read and the pictures that it shows. */
public final class CardMarkdown {
  private static final String CONFUSION = "confusion.svg";
  private static final String RELIABILITY = "reliability.svg";
  private static final String NO_VALUE = "–";

  private final StringBuilder page = new StringBuilder();

  private CardMarkdown() {}

  /**
   * The files of a card, each under its name: the page, under {@code page}, and its pictures beside
   * it.
   */
  static Map<String, String> files(String page, String version, ModelCard card) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(page, of(version, card));
    files.putAll(pictures("", card.model()));
    return files;
  }

  /**
   * The files of an evaluation: the page, under {@code page}, and its pictures beside it, whose
   * names begin with {@code prefix}.
   */
  public static Map<String, String> files(String page, String prefix, ModelEvaluation evaluation) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(page, of(prefix, evaluation));
    files.putAll(pictures(prefix, evaluation.model()));
    return files;
  }

  private static Map<String, String> pictures(String prefix, Evaluation evaluation) {
    Map<String, String> pictures = new LinkedHashMap<>();
    pictures.put(prefix + CONFUSION, CardPictures.confusion(evaluation));
    if (evaluation.calibration() != null) {
      pictures.put(prefix + RELIABILITY, CardPictures.reliability(evaluation.calibration()));
    }
    return pictures;
  }

  private static String of(String version, ModelCard card) {
    CardMarkdown page = new CardMarkdown();
    page.model(version, card);
    return page.page.toString();
  }

  private static String of(String prefix, ModelEvaluation evaluation) {
    CardMarkdown page = new CardMarkdown();
    page.line("# Evaluation: %s %s", evaluation.kind(), evaluation.version());
    page.line("");
    page.line("Of %s.", evaluation.evaluatedAt());
    page.data(evaluation.data());
    evaluation.remarks().forEach(remark -> page.line("%n%s", remark));
    page.section("Figures");
    page.figures(evaluation.model(), evaluation.baselines());
    page.classes(evaluation.model());
    page.reliability(evaluation.model());
    page.images(prefix, evaluation.model());
    page.rules(evaluation.rules());
    return page.page.toString();
  }

  private void model(String version, ModelCard card) {
    line("# Model card: %s %s", card.kind(), version);
    line("");
    line("Trained %s in %.1f s. %s", card.trainedAt(), card.trainingSeconds(), card.fittedOn());
    data(card.data());
    split(card.split());
    section("On the holdout");
    Map<String, Evaluation> baselines = new LinkedHashMap<>();
    baselines.put("majority", card.baseline());
    baselines.putAll(card.baselines());
    figures(card.model(), baselines);
    classes(card.model());
    reliability(card.model());
    images("", card.model());
    rules(card.rules());
    if (card.crossValidation() != null) {
      folds(card.crossValidation());
    }
    section("Settings");
    table("setting", "value", card.settings());
    section("Made with");
    table("library", "version", card.libraries());
  }

  private void data(ModelCard.TrainingData data) {
    section("Data");
    line(
        "File `%s`, SHA-256 `%s`. Rows left out: %d.",
        data.file(), data.sha256(), data.skippedRows());
    line("");
    table("class", "rows", data.rowsPerClass());
    if (!data.reading().isEmpty()) {
      line("");
      table("read as", "", data.reading());
    }
  }

  private void split(ModelCard.Split split) {
    section("Split");
    line(
        "%s Holdout %.0f %%, seed %d: %d rows to fit, %d rows to judge.",
        split.method(),
        split.holdout() * 100,
        split.seed(),
        split.trainRows(),
        split.holdoutRows());
  }

  private void folds(ModelCard.CrossValidation validation) {
    section(validation.folds() + "-fold cross-validation");
    line(
        "Each of %d rows was judged once, by a model fitted on the other folds. Accuracy a fold:"
            + " %s.",
        validation.model().rows(),
        validation.accuracyPerFold().stream()
            .map(accuracy -> String.format(Locale.ROOT, "%.4f", accuracy))
            .collect(Collectors.joining(", ")));
    line("");
    figures(validation.model(), validation.baselines());
    classes(validation.model());
  }

  private void figures(Evaluation model, Map<String, Evaluation> baselines) {
    line("| | model | %s |", String.join(" | ", baselines.keySet()));
    line("|---|---|%s", "---|".repeat(baselines.size()));
    row("accuracy", Evaluation.ACCURACY, model, baselines);
    row("macro-F1", Evaluation.MACRO_F1, model, baselines);
    row("log-loss (nats)", Evaluation.LOG_LOSS, model, baselines);
    if (model.calibration() != null) {
      line(
          "| calibration error | %.4f | %s |",
          model.calibration().expectedError(),
          baselines.values().stream()
              .map(
                  e ->
                      e.calibration() == null
                          ? NO_VALUE
                          : String.format(Locale.ROOT, "%.4f", e.calibration().expectedError()))
              .collect(Collectors.joining(" | ")));
    }
    if (!model.intervals().isEmpty()) {
      line("");
      line("In brackets the 95 %% interval of a bootstrap over %d rows.", model.rows());
    }
  }

  private void row(
      String title, String figure, Evaluation model, Map<String, Evaluation> baselines) {
    line(
        "| %s | %s | %s |",
        title,
        cell(figure, model),
        baselines.values().stream().map(e -> cell(figure, e)).collect(Collectors.joining(" | ")));
  }

  private static String cell(String figure, Evaluation evaluation) {
    double value =
        switch (figure) {
          case Evaluation.ACCURACY -> evaluation.accuracy();
          case Evaluation.MACRO_F1 -> evaluation.macroF1();
          default -> evaluation.logLoss();
        };
    if (Double.isNaN(value)) {
      return NO_VALUE;
    }
    Evaluation.Interval interval = evaluation.intervals().get(figure);
    return interval == null
        ? String.format(Locale.ROOT, "%.4f", value)
        : String.format(Locale.ROOT, "%.4f [%.4f, %.4f]", value, interval.low(), interval.high());
  }

  private void classes(Evaluation model) {
    line("");
    line("| class | rows | precision | recall | F1 |");
    line("|---|---|---|---|---|");
    for (Evaluation.ClassScore score : model.classes()) {
      line(
          "| %s | %d | %.4f | %.4f | %.4f |",
          score.label(), score.rows(), score.precision(), score.recall(), score.f1());
    }
    line("");
    String labels =
        model.classes().stream()
            .map(Evaluation.ClassScore::label)
            .collect(Collectors.joining(" | "));
    line("| true class, found as | %s |", labels);
    line("|---|%s", "---|".repeat(model.classes().size()));
    for (int i = 0; i < model.classes().size(); i++) {
      List<Long> found = model.confusion().get(i);
      line(
          "| %s | %s |",
          model.classes().get(i).label(),
          found.stream().map(String::valueOf).collect(Collectors.joining(" | ")));
    }
  }

  private void reliability(Evaluation model) {
    if (model.calibration() == null) {
      return;
    }
    line("");
    line("| probability of the answer | rows | mean probability | share right |");
    line("|---|---|---|---|");
    for (Evaluation.Bin bin : model.calibration().bins()) {
      line(
          "| %.1f to %.1f | %d | %.3f | %.3f |",
          bin.from(), bin.to(), bin.rows(), bin.confidence(), bin.accuracy());
    }
  }

  private void images(String prefix, Evaluation model) {
    line("");
    line("![Rows by true class and answer](%s%s)", prefix, CONFUSION);
    if (model.calibration() != null) {
      line("![Right answers by their probability](%s%s)", prefix, RELIABILITY);
    }
  }

  private void rules(@Nullable RuleFigures rules) {
    if (rules == null) {
      return;
    }
    section("With rules");
    line(
        "%d rules (SHA-256 `%s`) decide %d of these rows and contradict the label of %d rows to fit."
            + " This model was fitted on labels %s.",
        rules.rules(),
        rules.sha256(),
        rules.decided(),
        rules.corrected(),
        rules.beforeTraining() ? "that they had corrected" : "as people gave them");
    line("");
    line("| | accuracy | macro-F1 |");
    line("|---|---|---|");
    rules
        .figures()
        .forEach(
            (name, figures) ->
                line(
                    "| %s | %s | %s |",
                    name, cell(Evaluation.ACCURACY, figures), cell(Evaluation.MACRO_F1, figures)));
  }

  private void table(String key, String value, Map<String, ?> entries) {
    line("| %s | %s |", key, value);
    line("|---|---|");
    entries.forEach((k, v) -> line("| %s | %s |", k, String.valueOf(v).replace("|", "\\|")));
  }

  private void section(String title) {
    line("");
    line("## %s", title);
    line("");
  }

  private void line(String format, Object... values) {
    page.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
