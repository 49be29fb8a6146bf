/**
 * What the tables and the feeds look like: one class a table, columns with type, unit and meaning,
 * and the declaration of a feed. No stage, no I/O and no session lives here; whatever needs to know
 * a column's name takes it from here.
 */
@NullMarked
package io.marketlake.schema;

import org.jspecify.annotations.NullMarked;
