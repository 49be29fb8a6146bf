/**
 * The layer that people look at: silver's events scored by models and, later, marts and alerts. How
 * a model scores is handed in; nothing here trains, loads or chooses one.
 */
@NullMarked
package io.marketlake.gold;

import org.jspecify.annotations.NullMarked;
