/**
 * The typed layer: parses each feed's events as the feed declares them, applies its rules, and
 * sends every bronze row either to its silver table or to quarantine with all the reasons; what is
 * written in a feed's text is put beside it. It decides from the row alone, but for rules of
 * uniqueness, which compare it with what was accepted before; it counts what each rule passed and
 * failed, and judges whole micro-batches by it.
 */
@NullMarked
package io.marketlake.silver;

import org.jspecify.annotations.NullMarked;
