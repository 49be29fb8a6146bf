package io.marketlake.feature.bar;

/**
 * A final base bar on its way to roll-ups and indicators.
 *
 * @param closing what made it final
 * @param notBefore it is not known before this, in microseconds since 1970, whenever what made it
 *     final was known; {@link Long#MIN_VALUE} where that alone tells
 */
public record BaseBar(BarPart prices, Closing closing, long notBefore) {}
