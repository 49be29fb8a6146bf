package io.marketlake.feature.direction;

import java.io.Serializable;

/**
 * A text about a symbol, as {@code gold.sentiment} has it.
 *
 * @param knownAt when the lake could first know the text, in microseconds since 1970
 * @param score -1 to 1
 * @param modelVersion the version of the model that scored it
 */
public record ScoredText(long knownAt, double score, String modelVersion) implements Serializable {}
