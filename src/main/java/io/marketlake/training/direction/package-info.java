/**
 * How a model of a price's direction is trained and judged: examples of bars, walk-forward folds,
 * the two recipes, baselines, figures, and the checks for leaks that gate a promotion. What a
 * forecast is, and what becomes of it, is defined in {@code feature.direction}. No file or table is
 * read here, and nothing is promoted.
 */
@NullMarked
package io.marketlake.training.direction;

import org.jspecify.annotations.NullMarked;
