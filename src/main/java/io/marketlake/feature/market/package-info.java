/**
 * What a market's rules say of a moment and of a trade: its sessions and trading dates, and which
 * trades move a price or count for volume. Pure functions over facts that the settings declare,
 * cheap enough to be asked for every trade. No Spark type, no I/O and no clock lives here.
 */
@NullMarked
package io.marketlake.feature.market;

import org.jspecify.annotations.NullMarked;
