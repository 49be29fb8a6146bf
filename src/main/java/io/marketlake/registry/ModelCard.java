package io.marketlake.registry;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a model was made from and how good it is; stored beside the model as {@code card.json} and,
 * to be read, {@code card.md}.
 *
 * @param kind what the model does, such as {@code sentiment}
 * @param data what it was fitted on
 * @param split how the rows that judged it were set apart
 * @param settings every setting of the trainer, by name
 * @param model the model's figures on the holdout
 * @param baseline the figures, on the same rows, of always answering the commonest class
 * @param baselines the figures of further baselines on the same rows, by name; empty in old cards
 * @param crossValidation the figures of a cross-validation, or null if there was none
 * @param rules what rules do to the figures, or null where there are none
 * @param fittedOn which rows the stored model was fitted on
 * @param trainedAt UTC time at which training began, ISO-8601
 * @param trainingSeconds how long training took, evaluation included
 * @param libraries versions of what made it, by name
 */
public record ModelCard(
    String kind,
    TrainingData data,
    Split split,
    Map<String, String> settings,
    Evaluation model,
    Evaluation baseline,
    Map<String, Evaluation> baselines,
    @Nullable CrossValidation crossValidation,
    @Nullable RuleFigures rules,
    String fittedOn,
    String trainedAt,
    double trainingSeconds,
    Map<String, String> libraries) {

  /**
   * The rows that a model was fitted on.
   *
   * @param file name of the data file
   * @param sha256 its SHA-256, in hexadecimal
   * @param rowsPerClass usable rows of each class
   * @param skippedRows rows left out because they have no text or no known label
   * @param reading how the file was read, by name: format, encoding, which label means what; empty
   *     in old cards
   */
  public record TrainingData(
      String file,
      String sha256,
      Map<String, Long> rowsPerClass,
      long skippedRows,
      Map<String, String> reading) {
    public TrainingData {
      rowsPerClass = sorted(rowsPerClass);
      reading = reading == null ? Map.of() : sorted(reading);
    }

    public TrainingData(
        String file, String sha256, Map<String, Long> rowsPerClass, long skippedRows) {
      this(file, sha256, rowsPerClass, skippedRows, Map.of());
    }
  }

  /**
   * Every row judged once, by a model that was fitted on the other folds.
   *
   * @param folds how many folds
   * @param model the model's figures, all folds together
   * @param baselines those of the baselines on the same folds, by name
   * @param accuracyPerFold the model's accuracy in each fold
   */
  public record CrossValidation(
      int folds,
      Evaluation model,
      Map<String, Evaluation> baselines,
      List<Double> accuracyPerFold) {
    public CrossValidation {
      baselines = sorted(baselines);
      accuracyPerFold = List.copyOf(accuracyPerFold);
    }
  }

  /**
   * How rows were set apart to judge the model.
   *
   * @param method how rows were assigned
   * @param holdout share of rows set apart, 0 to 1
   * @param seed what chose them
   * @param trainRows rows that the judged model was fitted on
   * @param holdoutRows rows that judged it
   */
  public record Split(String method, double holdout, long seed, long trainRows, long holdoutRows) {}

  public ModelCard {
    baselines = baselines == null ? Map.of() : sorted(baselines);
    settings = sorted(settings);
    libraries = sorted(libraries);
  }

  /** A card of a model that no rules correct. */
  public ModelCard(
      String kind,
      TrainingData data,
      Split split,
      Map<String, String> settings,
      Evaluation model,
      Evaluation baseline,
      Map<String, Evaluation> baselines,
      @Nullable CrossValidation crossValidation,
      String fittedOn,
      String trainedAt,
      double trainingSeconds,
      Map<String, String> libraries) {
    this(
        kind,
        data,
        split,
        settings,
        model,
        baseline,
        baselines,
        crossValidation,
        null,
        fittedOn,
        trainedAt,
        trainingSeconds,
        libraries);
  }

  public ModelCard(
      String kind,
      TrainingData data,
      Split split,
      Map<String, String> settings,
      Evaluation model,
      Evaluation baseline,
      String fittedOn,
      String trainedAt,
      double trainingSeconds,
      Map<String, String> libraries) {
    this(
        kind,
        data,
        split,
        settings,
        model,
        baseline,
        Map.of(),
        null,
        fittedOn,
        trainedAt,
        trainingSeconds,
        libraries);
  }

  private static <V> Map<String, V> sorted(Map<String, V> map) {
    return Collections.unmodifiableMap(new TreeMap<>(map));
  }
}
