/**
 * How good models are that are at work: what they forecast beside what became of it, and whether
 * what they are given still looks like what they were trained on. It reads tables and the registry
 * and writes its own table; what follows from a bad grade is decided elsewhere.
 */
@NullMarked
package io.marketlake.grading;

import org.jspecify.annotations.NullMarked;
