/**
 * What a sentiment model counts in a text, and the word lists that it counts with: one definition
 * for training and scoring, of which a fitted pipeline carries its own copy. The lists are data
 * ({@code conf/lexicon/}); the functions are plain Java, but for the one stage that brings them
 * into an MLlib pipeline. Nothing here fits or judges a model.
 */
@NullMarked
package io.marketlake.feature.sentiment;

import org.jspecify.annotations.NullMarked;
