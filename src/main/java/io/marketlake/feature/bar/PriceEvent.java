package io.marketlake.feature.bar;

/**
 * An event as bars see it.
 *
 * @param time event time, in microseconds since 1970
 * @param knownAt when the lake could first know it, in microseconds since 1970
 * @param price in units of 10^-8
 * @param volume in units of 10^-6
 * @param sequence orders events of one time before the offset does; 0 where the feed has none
 * @param counts what it counts for, as {@link io.marketlake.feature.market.SaleConditions} says
 * @param offset its offset in its Kafka partition
 */
public record PriceEvent(
    String symbol,
    long time,
    long knownAt,
    long price,
    long volume,
    long sequence,
    byte counts,
    long offset) {}
