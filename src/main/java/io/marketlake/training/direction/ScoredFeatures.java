package io.marketlake.training.direction;

import java.util.List;

/**
 * What a forecast of the stream was given.
 *
 * @param series that of the bar
 * @param start the bar's, in microseconds since 1970
 * @param values in the order of the features' names
 */
public record ScoredFeatures(String series, long start, List<Double> values) {
  public ScoredFeatures {
    values = List.copyOf(values);
  }
}
