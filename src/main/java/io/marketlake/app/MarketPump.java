package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.LakeFiles;
import io.marketlake.kafka.EventProducer;
import io.marketlake.schema.Feed;
import io.marketlake.simulate.Company;
import io.marketlake.simulate.MarketSimulator;
import io.marketlake.simulate.SimulatedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Sends the simulated market to Kafka as time passes. Its state is kept in a file now and then and
 * at the end, so that the next run goes on with the same prices.
 */
final class MarketPump implements AutoCloseable {
  private static final Duration STEP = Duration.ofMillis(50);
  private static final Duration BETWEEN_SNAPSHOTS = Duration.ofSeconds(5);

  private final MarketSimulator market;
  private final EventProducer producer;
  private final Map<String, String> topics = new TreeMap<>();
  private final LakeFiles files;
  private final String stateFile;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "simulated-market");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable ScheduledFuture<?> steps;
  private Instant snapshotAt;

  MarketPump(Settings settings, LakeFiles files, String stateFile, Instant start) {
    this.files = files;
    this.stateFile = stateFile;
    this.snapshotAt = start;
    for (Feed feed : settings.feeds().values()) {
      topics.put(feed.name(), feed.topic());
    }
    List<Company> companies = CompanyReference.simulated();
    Optional<String> state = files.read(stateFile);
    this.market =
        state
            .map(s -> s.getBytes(StandardCharsets.UTF_8))
            .map(s -> MarketSimulator.restore(s, settings.simulation(), companies, start))
            .orElseGet(() -> new MarketSimulator(settings.simulation(), companies, start));
    this.producer = new EventProducer(settings.kafka());
  }

  /** Begins to send, until the pump is closed. */
  void start() {
    steps = clock.scheduleAtFixedRate(this::step, 0, STEP.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void step() {
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
  }

  private void saveState() {
    files.write(stateFile, new String(market.snapshot(), StandardCharsets.UTF_8));
  }

  /** How many events were sent. */
  long sent() {
    return sent.get();
  }

  /** Throws what ended the pump early, if anything did. */
  void requireHealthy() {
    if (!failed()) {
      return;
    }
    try {
      Objects.requireNonNull(steps).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException mistake) {
        throw mistake;
      }
      throw new IllegalStateException("The simulated market ended", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A step that throws is the last one; nothing else ends the steps before the clock stops. */
  private boolean failed() {
    return steps != null && steps.isDone() && !clock.isShutdown();
  }

  /** Stops sending, waits for acknowledgements and keeps the state. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    boolean failed = failed();
    try {
      clock.shutdown();
      if (!clock.awaitTermination(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("The simulated market does not stop");
      }
      if (!failed) {
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
