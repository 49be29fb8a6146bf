/**
 * What a rule of trading would have made of the bars that were known in time: its decisions, the
 * fills that they lead to, and the figures of the outcome beside buy and hold. Plain Java over
 * series of bars; no Spark type, no clock and no I/O lives here. Where bars come from, and how a
 * model forecasts, is not decided here either.
 */
@NullMarked
package io.marketlake.backtest;

import org.jspecify.annotations.NullMarked;
