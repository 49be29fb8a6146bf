/**
 * Records that silver did not take, and their second chance: which of them are open, and the replay
 * that makes corrections of those that pass now. What passes is decided by the layers, which are
 * handed in; nothing here parses a value or changes a row that is there. No stream is stopped for
 * it.
 */
@NullMarked
package io.marketlake.quarantine;

import org.jspecify.annotations.NullMarked;
