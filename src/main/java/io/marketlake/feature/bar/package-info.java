/**
 * Bars: how trades are folded into open, high, low, close and volume of an interval, and when a bar
 * is final. One definition serves the stream and the rebuild. No Spark type, no I/O and no clock
 * lives here.
 */
@NullMarked
package io.marketlake.feature.bar;

import org.jspecify.annotations.NullMarked;
