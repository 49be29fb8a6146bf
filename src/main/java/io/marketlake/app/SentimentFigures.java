package io.marketlake.app;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.marketlake.error.Errors;
import io.marketlake.registry.Evaluation;
import io.marketlake.registry.Evaluation.Interval;
import io.marketlake.registry.RuleFigures;
import io.marketlake.training.LabelledTexts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The figures of a model as a table on the terminal, or as a JSON file. */
final class SentimentFigures {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .registerModule(
              new SimpleModule()
                  .addSerializer(Double.class, new NumberOrNull())
                  .addSerializer(double.class, new NumberOrNull()));

  private SentimentFigures() {}

  /** JSON knows no NaN. */
  private static final class NumberOrNull extends JsonSerializer<Double> {
    @Override
    public void serialize(Double value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(value)) {
        json.writeNumber(value);
      } else {
        json.writeNull();
      }
    }
  }

  /** What was read, as lines. */
  static String read(LabelledTexts texts) {
    StringBuilder lines = new StringBuilder();
    lines.append(
        String.format(
            Locale.ROOT,
            "%s: %d texts %s, %d rows left out%n",
            texts.file(),
            texts.texts().size(),
            texts.rowsPerClass(),
            texts.skippedRows()));
    lines.append("read as ").append(texts.reading().getOrDefault("format", "rows"));
    lines.append(", ").append(texts.reading().getOrDefault("encoding", "no encoding"));
    lines.append("; labels ").append(texts.reading().getOrDefault("labels", ""));
    return lines.toString();
  }

  /** A table: a line each for the model and its baselines, then the model's classes. */
  static String table(String title, Evaluation model, Map<String, Evaluation> baselines) {
    StringBuilder table = new StringBuilder();
    line(
        table,
        "%-34s %-24s %-24s %-24s %s",
        title,
        "accuracy [95 %]",
        "macro-F1 [95 %]",
        "log-loss [95 %]",
        "calibration error");
    figures(table, "model", model);
    baselines.forEach((name, evaluation) -> figures(table, name, evaluation));
    line(table, "");
    line(table, "%-34s %9s %9s %9s %9s   answered", "class", "rows", "precision", "recall", "F1");
    for (int i = 0; i < model.classes().size(); i++) {
      Evaluation.ClassScore score = model.classes().get(i);
      line(
          table,
          "%-34s %9d %9.4f %9.4f %9.4f   %s",
          score.label(),
          score.rows(),
          score.precision(),
          score.recall(),
          score.f1(),
          answers(model, i));
    }
    return table.toString();
  }

  /** A table: what rules do to the accuracy and macro-F1. */
  static String table(RuleFigures rules) {
    StringBuilder table = new StringBuilder();
    String title = "rules decide %d of these".formatted(rules.decided());
    line(table, "%-34s %-24s %s", title, "accuracy [95 %]", "macro-F1 [95 %]");
    rules
        .figures()
        .forEach(
            (name, figures) ->
                line(
                    table,
                    "%-34s %-24s %s",
                    name,
                    figure(figures.accuracy(), figures.intervals().get(Evaluation.ACCURACY)),
                    figure(figures.macroF1(), figures.intervals().get(Evaluation.MACRO_F1))));
    return table.toString();
  }

  private static String answers(Evaluation model, int actual) {
    StringBuilder answers = new StringBuilder();
    for (int j = 0; j < model.classes().size(); j++) {
      answers.append(j == 0 ? "" : ", ").append(model.classes().get(j).label());
      answers.append(' ').append(model.confusion().get(actual).get(j));
    }
    return answers.toString();
  }

  private static void figures(StringBuilder table, String name, Evaluation evaluation) {
    line(
        table,
        "%-34s %-24s %-24s %-24s %s",
        name,
        figure(evaluation.accuracy(), evaluation.intervals().get(Evaluation.ACCURACY)),
        figure(evaluation.macroF1(), evaluation.intervals().get(Evaluation.MACRO_F1)),
        figure(evaluation.logLoss(), evaluation.intervals().get(Evaluation.LOG_LOSS)),
        evaluation.calibration() == null
            ? "-"
            : String.format(Locale.ROOT, "%.4f", evaluation.calibration().expectedError()));
  }

  private static String figure(double value, @Nullable Interval interval) {
    if (Double.isNaN(value)) {
      return "-";
    }
    return interval == null
        ? String.format(Locale.ROOT, "%.4f", value)
        : String.format(Locale.ROOT, "%.4f [%.4f %.4f]", value, interval.low(), interval.high());
  }

  private static void line(StringBuilder table, String format, Object... values) {
    table.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }

  /** Writes what Jackson makes of a record. */
  static void writeJson(Path file, Object content) {
    try {
      write(file, JSON.writeValueAsString(content) + "\n");
    } catch (IOException e) {
      throw Errors.badOption("--json " + file, e.toString(), "give a file that you may write");
    }
  }

  static void write(Path file, String content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.writeString(file, content);
  }
}
