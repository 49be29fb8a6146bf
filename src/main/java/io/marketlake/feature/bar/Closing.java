package io.marketlake.feature.bar;

import java.io.Serializable;

/**
 * What makes a bar or window final.
 *
 * @param partition the Kafka partition of the event that does
 * @param offset the offset of that event
 * @param knownAt when that was known, in microseconds since 1970
 */
public record Closing(String partition, long offset, long knownAt) implements Serializable {}
