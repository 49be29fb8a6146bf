package io.marketlake.feature.direction;

/**
 * What the texts of the last hours say of a symbol.
 *
 * @param mean their mean score, -1 to 1, a new text weighing more than an old one; 0 without texts
 * @param weight the sum of their weights, each 1 when new; 0 without texts
 */
public record SentimentReading(double mean, double weight) {
  /** Of no text. */
  public static final SentimentReading NONE = new SentimentReading(0, 0);
}
