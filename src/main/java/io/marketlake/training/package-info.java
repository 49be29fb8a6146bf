/**
 * Fits models offline: reads labelled data, splits it honestly, judges the model beside a baseline
 * and hands it over with its card. Features come from {@code feature} and the finished model goes
 * to {@code registry}; no feature is defined here. Nothing here scores live data or knows a stream.
 */
@NullMarked
package io.marketlake.training;

import org.jspecify.annotations.NullMarked;
