package io.marketlake.simulate;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One record as a producer would send it. Two events are equal when all their bytes are.
 *
 * @param feed ticks, trades, news or posts
 * @param key the symbol that it is about, and the Kafka record's key; null where it names none
 * @param value the JSON object, or what a fault left of it; null for a record without a value. Not
 *     copied: nobody may change it
 * @param eventTime when it happened in the market, in whole milliseconds; a faulty record may say
 *     otherwise in its value
 */
@SuppressWarnings("ArrayRecordComponent")
public record SimulatedEvent(
    String feed, @Nullable String key, byte @Nullable [] value, Instant eventTime) {

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SimulatedEvent that
        && feed.equals(that.feed)
        && Objects.equals(key, that.key)
        && Arrays.equals(value, that.value)
        && eventTime.equals(that.eventTime);
  }

  @Override
  public int hashCode() {
    return Objects.hash(feed, key, Arrays.hashCode(value), eventTime);
  }
}
