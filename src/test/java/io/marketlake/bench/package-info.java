/**
 * Benchmarks: what the layers, floors and peers cost, and how old a row is when it can be read.
 * They run the product's own classes and jobs on a real broker; docs/benchmarks.md says how.
 * Nothing of the product depends on them, and they are in no jar.
 */
@NullMarked
package io.marketlake.bench;

import org.jspecify.annotations.NullMarked;
