/**
 * The shapes that all work takes: a {@link io.marketlake.job.Stage} transforms rows, a {@link
 * io.marketlake.job.Layer} turns a micro-batch of one layer's rows into the rows of its tables, and
 * nothing here knows where rows come from or go to. Implementations live with their layers. {@link
 * io.marketlake.job.KeptPlan} runs a stage for many micro-batches by one plan; {@link
 * io.marketlake.job.SqlMistake} words what Spark finds wrong in a user's SQL.
 */
@NullMarked
package io.marketlake.job;

import org.jspecify.annotations.NullMarked;
