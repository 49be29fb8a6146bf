/**
 * A simulated market: seeded and reproducible events of the four feeds, with the faults that real
 * feeds have. It makes bytes and times from a seed and a company reference, and its whole state can
 * be saved and restored. No Spark or Kafka type, no clock, no thread and no file name lives here;
 * whoever sends the events brings those.
 */
@NullMarked
package io.marketlake.simulate;

import org.jspecify.annotations.NullMarked;
