package io.marketlake.feature.direction;

import io.marketlake.schema.Micros;
import io.marketlake.schema.ModelVersions;
import java.util.Comparator;
import java.util.List;

/**
 * The scored texts of one symbol, read as of a bar. Texts that were not known then do not count,
 * and neither does a text whose model was made after the text was known: such a score holds what
 * was learnt since. The result does not depend on the order in which texts are given.
 */
public final class SentimentHistory {
  private final List<ScoredText> texts;
  private final SentimentWindow window;

  private SentimentHistory(List<ScoredText> texts, SentimentWindow window) {
    this.texts = texts;
    this.window = window;
  }

  /** Of texts of one symbol, in any order. */
  public static SentimentHistory of(List<ScoredText> texts, SentimentWindow window) {
    return new SentimentHistory(
        texts.stream()
            .filter(SentimentHistory::isScoredByThen)
            .sorted(
                Comparator.comparingLong(ScoredText::knownAt)
                    .thenComparingDouble(ScoredText::score))
            .toList(),
        window);
  }

  /** Whether the model that scored a text was there before the text was known. */
  public static boolean isScoredByThen(ScoredText text) {
    return ModelVersions.madeAt(text.modelVersion())
        .map(madeAt -> Micros.of(madeAt) <= text.knownAt())
        .orElse(false);
  }

  /**
   * What was known to a bar.
   *
   * @param knownAt of the bar, in microseconds since 1970
   */
  public SentimentReading at(long knownAt) {
    long to = knownAt - Micros.of(window.delay());
    long from = to - Micros.of(window.window());
    double weights = 0;
    double sum = 0;
    for (int i = firstFrom(from); i < texts.size() && texts.get(i).knownAt() < to; i++) {
      ScoredText text = texts.get(i);
      double age = (double) (to - text.knownAt()) / Micros.of(window.halfLife());
      double weight = StrictMath.pow(2, -age);
      weights += weight;
      sum += weight * text.score();
    }
    return weights > 0 ? new SentimentReading(sum / weights, weights) : SentimentReading.NONE;
  }

  private int firstFrom(long moment) {
    int low = 0;
    int high = texts.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (texts.get(middle).knownAt() < moment) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
