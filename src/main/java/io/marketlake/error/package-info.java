/**
 * Failures that a user can cause, each with problem, reason and cure. Every message that a user may
 * read is made in {@link io.marketlake.error.Errors}; a bug is an ordinary runtime exception and is
 * never made here. Nothing in this package depends on Spark.
 */
@NullMarked
package io.marketlake.error;

import org.jspecify.annotations.NullMarked;
