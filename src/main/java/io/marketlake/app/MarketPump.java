package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.LakeFiles;
import io.marketlake.error.Errors;
import io.marketlake.kafka.EventProducer;
import io.marketlake.schema.Feed;
import io.marketlake.simulate.Companies;
import io.marketlake.simulate.Company;
import io.marketlake.simulate.MarketSimulator;
import io.marketlake.simulate.SimulatedEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sends the simulated market to Kafka as time passes. Its state is kept in a file now and then and
 * at the end, so that the next run goes on with the same prices.
 */
final class MarketPump implements AutoCloseable {
  private static final String COMPANIES = "marketlake/data/companies.csv";
  private static final Duration STEP = Duration.ofMillis(50);
  private static final Duration BETWEEN_SNAPSHOTS = Duration.ofSeconds(5);

  private final MarketSimulator market;
  private final EventProducer producer;
  private final Map<String, String> topics = new TreeMap<>();
  private final LakeFiles files;
  private final String stateFile;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "simulated-market");
            thread.setDaemon(true);
            return thread;
          });
  private Instant snapshotAt;

  MarketPump(Settings settings, LakeFiles files, String stateFile, Instant start) {
    this.files = files;
    this.stateFile = stateFile;
    this.snapshotAt = start;
    for (Feed feed : settings.feeds().values()) {
      topics.put(feed.name(), feed.topic());
    }
    List<Company> companies = companies();
    Optional<String> state = files.read(stateFile);
    this.market =
        state
            .map(s -> s.getBytes(java.nio.charset.StandardCharsets.UTF_8))
            .map(s -> MarketSimulator.restore(s, settings.simulation(), companies, start))
            .orElseGet(() -> new MarketSimulator(settings.simulation(), companies, start));
    this.producer = new EventProducer(settings.kafka());
  }

  private static List<Company> companies() {
    try (InputStream in = MarketPump.class.getClassLoader().getResourceAsStream(COMPANIES)) {
      if (in == null) {
        throw Errors.unreadableFile(COMPANIES, "it is missing from the jar");
      }
      return Companies.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Begins to send, until the pump is closed. */
  void start() {
    var unused = clock.scheduleAtFixedRate(this::step, 0, STEP.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void step() {
    try {
      Instant now = Instant.now();
      for (SimulatedEvent event : market.advanceTo(now)) {
        String topic = topics.get(event.feed());
        if (topic != null) {
          producer.send(topic, event.key(), event.value(), Optional.empty());
          sent.incrementAndGet();
        }
      }
      if (Duration.between(snapshotAt, now).compareTo(BETWEEN_SNAPSHOTS) > 0) {
        snapshotAt = now;
        saveState();
      }
    } catch (RuntimeException e) {
      failure.set(e);
      throw e;
    }
  }

  private void saveState() {
    files.write(stateFile, new String(market.snapshot(), java.nio.charset.StandardCharsets.UTF_8));
  }

  /** How many events were sent. */
  long sent() {
    return sent.get();
  }

  /** Throws what ended the pump early, if anything did. */
  void requireHealthy() {
    RuntimeException e = failure.get();
    if (e != null) {
      throw e;
    }
  }

  /** Stops sending, waits for acknowledgements and keeps the state. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      clock.shutdown();
      if (!clock.awaitTermination(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("The simulated market does not stop");
      }
      if (failure.get() == null) {
        producer.flush();
        saveState();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      producer.close();
    }
  }
}
