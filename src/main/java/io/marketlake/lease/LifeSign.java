package io.marketlake.lease;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's sign of life, renewed every third of the lease's time by a thread of its own. The
 * leases count as lost, for good, once nothing has been renewed for nine tenths of that time by
 * this machine's monotonic clock, reckoned from before the renewal was sent: an observer starts to
 * count later and counts longer.
 */
final class LifeSign {
  private static final Logger LOG = LoggerFactory.getLogger(LifeSign.class);

  private final LeaseFiles files;
  private final String session = UUID.randomUUID().toString();
  private final long limitNanos;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "lease-renewal");
            thread.setDaemon(true);
            return thread;
          });
  private long beat;
  private volatile long renewedAt;
  private volatile boolean lost;
  private boolean ended;

  LifeSign(LeaseFiles files, Duration duration) {
    this.files = files;
    this.limitNanos = duration.toNanos() / 10 * 9;
    this.renewedAt = System.nanoTime();
    files.write(session, new Sign(beat, false, false));
    long period = Math.max(1, duration.toMillis() / 3);
    var unused = clock.scheduleWithFixedDelay(this::renew, period, period, TimeUnit.MILLISECONDS);
  }

  /** The name under which others find this sign. */
  String session() {
    return session;
  }

  private synchronized void renew() {
    if (ended || !isAlive()) {
      return;
    }
    long sentAt = System.nanoTime();
    try {
      files.write(session, new Sign(++beat, false, false));
    } catch (RuntimeException e) {
      // Whatever it was, to stop trying here would lose the leases without a word.
      LOG.warn("The leases could not be renewed; tried again until their time is over", e);
      return;
    }
    // Had the time run out before the answer came, another may have taken the leases meanwhile.
    if (isAlive()) {
      renewedAt = sentAt;
    }
  }

  /** Whether the leases can't have been taken over yet. Once false, it stays so. */
  boolean isAlive() {
    if (!lost && System.nanoTime() - renewedAt >= limitNanos) {
      lost = true;
    }
    return !lost;
  }

  /** Stops renewing, and says that the leases are given back. */
  synchronized void end(boolean settled) {
    clock.shutdown();
    if (ended || !isAlive()) {
      return;
    }
    ended = true;
    try {
      files.write(session, new Sign(++beat, true, settled));
    } catch (UncheckedIOException e) {
      LOG.warn("The leases could not be given back; they end when their time is over", e);
    }
  }
}
