/**
 * Technical indicators over one symbol's final bars: one definition for stream, batch and training.
 * Plain Java with a state that is bounded by the periods and kept as bytes; no Spark type, no clock
 * and no I/O lives here. How bars come about and when one is final is not decided here either.
 */
@NullMarked
package io.marketlake.feature.indicator;

import org.jspecify.annotations.NullMarked;
