package io.marketlake.gold;

import java.time.Instant;

/**
 * A stretch of time of one series.
 *
 * @param feed the feed whose events its bars are made of
 * @param symbol ticker symbol
 * @param from its first moment
 * @param to the first moment after it
 */
public record SeriesSpan(String feed, String symbol, Instant from, Instant to) {}
