package io.marketlake.kafka;

import io.marketlake.error.KafkaErrors;
import io.marketlake.error.PipelineException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends events, each once and acknowledged by all replicas. A record that the broker does not take
 * fails the next {@link #send} or {@link #flush}; none is lost in silence.
 */
public final class EventProducer implements AutoCloseable {
  private final KafkaSettings settings;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable PipelineException> failure = new AtomicReference<>();

  public EventProducer(KafkaSettings settings) {
    this.settings = settings;
    Properties properties = settings.clientProperties();
    properties.put("acks", "all");
    properties.put("enable.idempotence", "true");
    properties.put("linger.ms", "20");
    properties.put("batch.size", String.valueOf(128 << 10));
    properties.put("compression.type", "lz4");
    properties.put("max.request.size", String.valueOf(8 << 20));
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Sends one event; blocks while the buffer is full.
   *
   * @param time the record's timestamp; empty for now
   */
  public void send(
      String topic, @Nullable String key, byte @Nullable [] value, Optional<Instant> time) {
    throwFailure();
    byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    Long timestamp = time.map(Instant::toEpochMilli).orElse(null);
    var unused =
        producer.send(
            new ProducerRecord<>(topic, null, timestamp, keyBytes, value),
            (metadata, e) -> {
              if (e != null) {
                failure.compareAndSet(null, failure(topic, value, e));
              }
            });
  }

  /** Waits until all that was sent is acknowledged. */
  public void flush() {
    producer.flush();
    throwFailure();
  }

  private void throwFailure() {
    PipelineException e = failure.get();
    if (e != null) {
      throw e;
    }
  }

  private PipelineException failure(String topic, byte @Nullable [] value, Exception e) {
    return e instanceof RecordTooLargeException
        ? KafkaErrors.recordTooLarge(topic, value == null ? 0 : value.length, e)
        : KafkaErrors.unreachableBroker(
            settings.bootstrapServers(), String.valueOf(e.getMessage()), e);
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(30));
  }
}
