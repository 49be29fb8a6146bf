package io.marketlake.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;

/**
 * Kafka Streams: JSON -> one-minute bars into a topic, two threads, stores as they are by default.
 */
final class StreamsBars {
  private static final long LIMIT_MINUTES = 30;

  private final String servers;
  private final String topic;
  private final long rows;
  private final boolean exactlyOnce;

  StreamsBars(String servers, String topic, long rows, boolean exactlyOnce) {
    this.servers = servers;
    this.topic = topic;
    this.rows = rows;
    this.exactlyOnce = exactlyOnce;
  }

  long run(String folder) throws Exception {
    String id = "bench-" + UUID.randomUUID();
    String out = id + "-bars";
    createTopic(out);
    AtomicLong seen = new AtomicLong();
    CountDownLatch done = new CountDownLatch(1);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(
            topic,
            Consumed.with(Serdes.String(), TICKS)
                .withTimestampExtractor((record, time) -> ((Tick) record.value()).time))
        .groupByKey(Grouped.with(Serdes.String(), TICKS))
        .windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofMinutes(1), Duration.ofSeconds(10)))
        .aggregate(
            () -> new double[0],
            (symbol, tick, bar) -> added(tick, bar),
            Materialized.with(Serdes.String(), BARS))
        .toStream()
        .selectKey((key, bar) -> key.key())
        .to(out, Produced.with(Serdes.String(), BARS));
    KafkaStreams streams = new KafkaStreams(builder.build(), settings(id, folder));
    streams.setUncaughtExceptionHandler(
        e -> {
          failure.set(e);
          done.countDown();
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    COUNTED.set(
        () -> {
          if (seen.incrementAndGet() == rows) {
            done.countDown();
          }
        });
    streams.start();
    boolean ended = done.await(LIMIT_MINUTES, TimeUnit.MINUTES);
    streams.close(Duration.ofMinutes(1));
    streams.cleanUp();
    if (failure.get() != null || !ended) {
      throw new IllegalStateException("Kafka Streams did not end: " + failure.get());
    }
    return rows;
  }

  private void createTopic(String name) throws Exception {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", servers);
    try (Admin admin = Admin.create(settings)) {
      admin.createTopics(List.of(new NewTopic(name, 4, (short) 1))).all().get();
    }
  }

  private Properties settings(String id, String folder) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, id);
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, folder);
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
    settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(
        StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
        exactlyOnce ? StreamsConfig.EXACTLY_ONCE_V2 : StreamsConfig.AT_LEAST_ONCE);
    return settings;
  }

  /** Whom each parsed tick is told; one run at a time. */
  private static final AtomicReference<Runnable> COUNTED = new AtomicReference<>(() -> {});

  private static final Deserializer<Tick> PARSER =
      (name, value) -> {
        COUNTED.get().run();
        try {
          return Tick.read(value);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      };

  private static final Serde<Tick> TICKS =
      Serdes.serdeFrom(
          (name, tick) -> {
            throw new IllegalStateException("No tick is written");
          },
          PARSER);

  private static double[] added(Tick tick, double[] bar) {
    return bar.length == 0
        ? new double[] {tick.price, tick.price, tick.price, tick.price, tick.volume, 1}
        : new double[] {
          bar[0],
          Math.max(bar[1], tick.price),
          Math.min(bar[2], tick.price),
          tick.price,
          bar[4] + tick.volume,
          bar[5] + 1
        };
  }

  private static final Serde<double[]> BARS =
      Serdes.serdeFrom(
          (name, bar) -> {
            if (bar == null) {
              return null;
            }
            ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * bar.length);
            for (double value : bar) {
              bytes.putDouble(value);
            }
            return bytes.array();
          },
          (name, bytes) -> {
            if (bytes == null) {
              return null;
            }
            double[] bar = new double[bytes.length / Double.BYTES];
            ByteBuffer.wrap(bytes).asDoubleBuffer().get(bar);
            return bar;
          });
}
