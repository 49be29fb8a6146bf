package io.marketlake.registry;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

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
   */
  public record TrainingData(
      String file, String sha256, Map<String, Long> rowsPerClass, long skippedRows) {
    public TrainingData {
      rowsPerClass = sorted(rowsPerClass);
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
    settings = sorted(settings);
    libraries = sorted(libraries);
  }

  private static <V> Map<String, V> sorted(Map<String, V> map) {
    return Collections.unmodifiableMap(new TreeMap<>(map));
  }
}
