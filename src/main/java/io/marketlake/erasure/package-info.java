/**
 * Erasures: which records a condition means, the plan by which they are taken out of every table,
 * and what is left to say of them. It knows the tables that hold a record by its coordinate, and
 * changes them only while it holds the leases of all layers of the feed. What a table's files
 * become is {@code delta}'s, and bars are never touched: they hold no record.
 */
@NullMarked
package io.marketlake.erasure;

import org.jspecify.annotations.NullMarked;
