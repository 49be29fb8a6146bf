package io.marketlake.app;

import io.marketlake.error.PipelineException;
import io.marketlake.job.MicroBatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model of the registry that may become another between two micro-batches. The other one is
 * looked for, loaded and tried beside the stream, at the begin of a micro-batch that comes a while
 * after the last look. One that can't be loaded or does not score leaves the one in use in its
 * place: that is logged as an error and tried again every minute.
 *
 * @param <M> what scores
 */
final class FollowedModel<M> {
  private static final Logger LOG = LoggerFactory.getLogger(FollowedModel.class);
  private static final Duration BETWEEN_TRIES = Duration.ofMinutes(1);
  private static final String NONE = "none";

  private final String choice;
  private final WantedModels wanted;
  private final Loader<M> loader;
  private final Duration poll;
  private final Map<String, M> loaded = new ConcurrentHashMap<>();
  private volatile String current = NONE;
  private CompletableFuture<Void> looking = CompletableFuture.completedFuture(null);
  private long lookedAt = System.nanoTime();
  private @Nullable String refused;
  private long refusedAt;

  /** Loads models of a kind, and lets each show that it scores before it is used. */
  @FunctionalInterface
  interface Loader<M> {
    /**
     * Loads a version. Runs Spark jobs.
     *
     * @throws PipelineException that says why it can't be used
     */
    M load(String version);
  }

  /**
   * Follows without a model so far.
   *
   * @param choice under which name a micro-batch stores its version
   * @param poll how long after a look the next one may come
   */
  FollowedModel(String choice, WantedModels wanted, Loader<M> loader, Duration poll) {
    this.choice = choice;
    this.wanted = wanted;
    this.loader = loader;
    this.poll = poll;
  }

  /**
   * Loads the first of the wanted versions that can be, so that a broken champion gives way to the
   * one before it at the start too; what is broken is logged as an error.
   *
   * @return what was wrong with the first choice; empty where it was loaded or none is wanted
   */
  Optional<PipelineException> begin() {
    PipelineException first = null;
    for (String version : wanted.versions()) {
      try {
        loaded.put(version, loader.load(version));
        current = version;
        LOG.info("Scoring with the model {}", version);
        return Optional.ofNullable(first);
      } catch (PipelineException e) {
        LOG.error("{}", e.getMessage());
        first = first == null ? e : first;
      }
    }
    return Optional.ofNullable(first);
  }

  /** Whether there is a model. */
  boolean isThere() {
    return !current.equals(NONE);
  }

  /** What scores a micro-batch: the same when it is tried again; empty where no model does. */
  Optional<M> scorerFor(MicroBatch batch) {
    lookNowAndThen();
    String version = batch.fixed(choice, () -> current);
    // Another than the current one only where a micro-batch is run again.
    return version.equals(NONE)
        ? Optional.empty()
        : Optional.of(loaded.computeIfAbsent(version, loader::load));
  }

  private synchronized void lookNowAndThen() {
    if (looking.isDone() && System.nanoTime() - lookedAt >= poll.toNanos()) {
      lookedAt = System.nanoTime();
      looking = look();
    }
  }

  /** Looks for another model, and takes it up; all of it on a thread of its own. */
  CompletableFuture<Void> look() {
    return CompletableFuture.runAsync(this::takeUp, FollowedModel::aside)
        .exceptionally(
            e -> {
              LOG.error("The registry can't be looked at; the model {} stays", current, e);
              return null;
            });
  }

  /** A thread that sees the jar's classes, as those of the common pool need not. */
  private static void aside(Runnable load) {
    Thread thread = new Thread(load, "model-loader");
    thread.setDaemon(true);
    thread.start();
  }

  private void takeUp() {
    List<String> versions = wanted.versions();
    String next = versions.isEmpty() ? NONE : versions.get(0);
    if (next.equals(current) || (next.equals(refused) && isTooSoon())) {
      return;
    }
    try {
      if (!next.equals(NONE)) {
        M scorer = loader.load(next);
        loaded.keySet().retainAll(Set.of(current));
        loaded.put(next, scorer);
      }
      current = next;
      refused = null;
      LOG.info("Scoring with the model {} from the next micro-batch on", next);
    } catch (PipelineException e) {
      refused = next;
      refusedAt = System.nanoTime();
      LOG.error("{} The model {} goes on scoring", e.getMessage(), current);
    }
  }

  private boolean isTooSoon() {
    return System.nanoTime() - refusedAt < BETWEEN_TRIES.toNanos();
  }
}
