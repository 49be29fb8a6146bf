/**
 * What a forecast of a price's direction is made of and what it is judged by: features, sentiment,
 * target and outcome, one definition for training, scoring, grading and backtest. Plain Java over
 * values; no Spark type, no clock and no I/O lives here. How a model is fitted, and where rows come
 * from, is not decided here either.
 */
@NullMarked
package io.marketlake.feature.direction;

import org.jspecify.annotations.NullMarked;
