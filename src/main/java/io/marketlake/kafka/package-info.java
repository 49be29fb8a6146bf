/**
 * The only code that talks to Kafka: what the cluster holds, the stream that reads it, the producer
 * that fills it, and the broker that the demo and the tests start for themselves. It knows records
 * and offsets, and nothing of feeds' contents or of tables.
 */
@NullMarked
package io.marketlake.kafka;

import org.jspecify.annotations.NullMarked;
