/**
 * The raw layer: every Kafka record as it came, with its coordinate and its times. Nothing here
 * parses a value, and nothing here knows Kafka's client or Delta.
 */
@NullMarked
package io.marketlake.bronze;

import org.jspecify.annotations.NullMarked;
