package io.marketlake.feature.bar;

/**
 * A final window.
 *
 * @param end where it ends, that moment not included
 * @param prices its prices, and where it starts
 * @param knownAt when the lake could first know it
 * @param partition the Kafka partition of the event that made it final
 * @param offset the offset of that event
 */
public record FinalWindow(
    long end, WindowPart prices, long knownAt, String partition, long offset) {}
