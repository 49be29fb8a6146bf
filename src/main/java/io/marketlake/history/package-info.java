/**
 * The bars that a lake's tables hold: how far they have come, how they are made anew from the
 * events, and how years of history come in beside a live stream. What a bar is lives in {@link
 * io.marketlake.feature.bar}, the layer in {@link io.marketlake.bars}; no command line is known
 * here.
 */
@NullMarked
package io.marketlake.history;

import org.jspecify.annotations.NullMarked;
