/**
 * The layer of bars: the priced events of silver, in Kafka's order -> bars, windows, late events
 * and the states that the next ones depend on. What a bar is says {@link
 * io.marketlake.feature.bar}; this room only brings rows to it and makes rows of what it says. It
 * reads no table itself.
 */
@NullMarked
package io.marketlake.bars;

import org.jspecify.annotations.NullMarked;
