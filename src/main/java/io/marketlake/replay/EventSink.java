package io.marketlake.replay;

import io.marketlake.kafka.EventProducer;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where replayed events go. */
public interface EventSink {
  /**
   * Takes an event.
   *
   * @param time the record's timestamp; empty for the moment at which it is sent
   */
  void send(@Nullable String key, byte[] value, Optional<Instant> time);

  /** Waits until all events are where they go. */
  void flush();

  /** A topic. The producer stays the caller's to close. */
  static EventSink topic(EventProducer producer, String topic) {
    return new EventSink() {
      @Override
      public void send(@Nullable String key, byte[] value, Optional<Instant> time) {
        producer.send(topic, key, value, time);
      }

      @Override
      public void flush() {
        producer.flush();
      }
    };
  }
}
