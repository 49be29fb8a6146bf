package io.marketlake.topology;

import io.marketlake.delta.Lake;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a layer's query has begun and not ended: a micro-batch, planned before it runs, or the
 * comparison with the layer before by which it starts without a checkpoint. Whoever first writes
 * something down and then waits here knows that all which the query does later has seen it, and
 * that all which it did before can be read.
 */
public final class WorkUnderWay {
  private static final Logger LOG = LoggerFactory.getLogger(WorkUnderWay.class);
  private static final long LOOK_MILLIS = 50;

  private final Checkpoints checkpoints;
  private final String unit;

  /** That of a layer of a feed, by their names. */
  public WorkUnderWay(Lake lake, String layer, String feed) {
    this.checkpoints = new Checkpoints(lake.files(), Map.of());
    this.unit = Checkpoints.unit(layer, feed);
  }

  /** A micro-batch of a checkpoint, and a fill. */
  private record Work(Optional<Plan> plan, Optional<Long> openBatch, Optional<String> fill) {}

  /**
   * Waits for what is under way now; what begins meanwhile is not waited for. Work whose process
   * was killed ends once it is started again.
   *
   * @return whether it ended within the limit
   */
  public boolean awaitEnd(Duration limit) {
    // A fill ends by assigning a checkpoint: looked for the other way round, both might be missed.
    Optional<String> fill = checkpoints.fill(unit);
    Optional<Plan> plan = checkpoints.assignedTo(unit).flatMap(checkpoints::plan);
    Work work =
        new Work(
            plan,
            plan.flatMap(
                p ->
                    checkpoints.newestBatch(p).filter(batch -> !checkpoints.isCommitted(p, batch))),
            fill);
    if (isUnderWay(work)) {
      LOG.info("Waiting for what {} has begun, for {} s at most", unit, limit.toSeconds());
    }
    long end = System.nanoTime() + limit.toNanos();
    while (isUnderWay(work)) {
      if (System.nanoTime() > end || !pause()) {
        return false;
      }
    }
    return true;
  }

  private boolean isUnderWay(Work work) {
    return (work.fill().isPresent() && checkpoints.fill(unit).equals(work.fill()))
        || (work.openBatch().isPresent() && isOpen(work.plan().orElseThrow(), work.openBatch()));
  }

  /** A later one is planned once it has ended, and another checkpoint is assigned without it. */
  private boolean isOpen(Plan plan, Optional<Long> batch) {
    return checkpoints.assignedTo(unit).equals(Optional.of(plan.id()))
        && checkpoints.newestBatch(plan).equals(batch)
        && !checkpoints.isCommitted(plan, batch.orElseThrow());
  }

  /** Returns false where this thread is to end. */
  private static boolean pause() {
    try {
      boolean unused = new CountDownLatch(1).await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
