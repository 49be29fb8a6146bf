/**
 * What training and scoring both compute from raw data: one definition of each feature, so that a
 * model never sees at work what it did not see in training. Functions here are pure; a class either
 * is plain Java or wraps such a class as Spark columns. No model, no I/O, no session and no clock
 * lives here.
 */
@NullMarked
package io.marketlake.feature;

import org.jspecify.annotations.NullMarked;
