package io.marketlake.schema;

import java.util.Optional;

/**
 * Where a feed's events have what bars are made of, by the columns of its silver table.
 *
 * @param symbol what is traded; a string
 * @param price the price of a trade; a number
 * @param volume its quantity; a number
 * @param sequence the producer's order of events with equal times, a long; empty for the order in
 *     Kafka
 * @param saleCondition the code of the trade's sale condition, a string; empty for none
 * @param saleConditions the name of the table that says what a trade of a code counts for; empty
 *     where every trade counts for everything
 * @param calendar the name of the trading calendar
 */
public record BarSource(
    String symbol,
    String price,
    String volume,
    Optional<String> sequence,
    Optional<String> saleCondition,
    Optional<String> saleConditions,
    String calendar) {}
