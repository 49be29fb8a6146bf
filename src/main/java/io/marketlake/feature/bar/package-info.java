/**
 * Bars and windows from priced events: when one is final, what is late, and how chunks of a Kafka
 * partition are summed up apart and joined in offset order. Everything here is plain Java on
 * integers, so that a stream, a rebuild and a test fold the same bytes; tables, Spark and files are
 * not known here.
 */
@NullMarked
package io.marketlake.feature.bar;

import org.jspecify.annotations.NullMarked;
