/**
 * Stages that add a model's answer to rows, in a batch or in a stream alike. Features come from
 * {@code feature} and models are handed in, already loaded; which version to use is the job's
 * choice. Nothing here fits, loads or stores a model.
 */
@NullMarked
package io.marketlake.inference;

import org.jspecify.annotations.NullMarked;
