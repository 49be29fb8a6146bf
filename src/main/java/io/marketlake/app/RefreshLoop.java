package io.marketlake.app;

import io.marketlake.job.Refresh;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a refresh, pauses, and runs it again, on a thread of its own, until it is closed. A run that
 * is under way is never cut off: closing waits for it, and no other begins. What makes a run fail
 * ends the loop and is thrown to who asks.
 */
final class RefreshLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RefreshLoop.class);

  /** The longest time between two looks whether the first run may begin. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Refresh refresh;
  private final Duration first;
  private final Duration pause;
  private final BooleanSupplier mayBegin;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ReentrantLock running = new ReentrantLock();
  private boolean stopping;
  private boolean ended;

  /** Read and set by who has {@link #running}. */
  private boolean closed;

  private @Nullable Throwable failure;

  private RefreshLoop(Refresh refresh, Duration first, Duration pause, BooleanSupplier mayBegin) {
    this.refresh = refresh;
    this.first = first;
    this.pause = pause;
    this.mayBegin = mayBegin;
  }

  /**
   * Starts; the first run begins at once.
   *
   * @param pause the time between the end of a run and the beginning of the next
   */
  static RefreshLoop start(Refresh refresh, Duration pause) {
    return start(refresh, Duration.ZERO, pause);
  }

  /**
   * Starts; the first run begins after a time, which queries beside it have for their own start.
   *
   * @param pause the time between the end of a run and the beginning of the next
   */
  static RefreshLoop start(Refresh refresh, Duration first, Duration pause) {
    return start(refresh, first, pause, () -> true);
  }

  /**
   * Starts; the first run begins after a time, and not before it may.
   *
   * @param pause the time between the end of a run and the beginning of the next
   * @param mayBegin looked at after the first time and then every second, or after each pause if
   *     that is shorter, until it is true
   */
  static RefreshLoop start(
      Refresh refresh, Duration first, Duration pause, BooleanSupplier mayBegin) {
    RefreshLoop loop = new RefreshLoop(refresh, first, pause, mayBegin);
    Thread thread = new Thread(loop::loop, "refresh-" + refresh.name());
    thread.setUncaughtExceptionHandler((ended, thrown) -> loop.fail(thrown));
    thread.setDaemon(true);
    thread.start();
    return loop;
  }

  private void loop() {
    boolean isDue = paused(first);
    Duration look = pause.compareTo(LOOK) < 0 ? pause : LOOK;
    while (isDue && !mayBegin.getAsBoolean()) {
      isDue = paused(look);
    }
    while (isDue) {
      runOnce();
      isDue = paused(pause);
    }
    end(null);
  }

  /** What a run threw, whatever it is, ends the loop's thread and gets here. */
  private void fail(Throwable thrown) {
    LOG.error("{} can't be refreshed", refresh.name(), thrown);
    end(thrown);
  }

  private void end(@Nullable Throwable thrown) {
    lock.lock();
    try {
      failure = thrown;
      stopping = true;
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void runOnce() {
    running.lock();
    try {
      if (!closed) {
        refresh.run();
      }
    } finally {
      running.unlock();
    }
  }

  /** Waits for the pause to be over; tells whether another run is to follow. */
  private boolean paused(Duration time) {
    lock.lock();
    try {
      long left = time.toNanos();
      while (!stopping && left > 0) {
        left = changed.awaitNanos(left);
      }
      return !stopping;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the loop has ended or the time is over; tells whether it has ended. */
  boolean await(Duration limit) {
    lock.lock();
    try {
      long left = limit.toNanos();
      while (!stopping && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    } finally {
      lock.unlock();
    }
    requireHealthy();
    return stopped();
  }

  private boolean stopped() {
    lock.lock();
    try {
      return stopping;
    } finally {
      lock.unlock();
    }
  }

  /** Throws what made a run fail. */
  void requireHealthy() {
    Throwable thrown;
    lock.lock();
    try {
      thrown = failure;
    } finally {
      lock.unlock();
    }
    if (thrown instanceof RuntimeException e) {
      throw e;
    }
    if (thrown instanceof Error e) {
      throw e;
    }
    if (thrown != null) {
      throw new IllegalStateException(thrown);
    }
  }

  /**
   * Runs it once more, after the run under way, on the caller's thread; does nothing once it is
   * closed.
   */
  void refreshNow() {
    requireHealthy();
    runOnce();
  }

  /** Lets the run under way end, then gives back what the refresh holds. */
  @Override
  public void close() {
    lock.lock();
    try {
      stopping = true;
      changed.signalAll();
      while (!ended) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
    // A run that another thread asked for may be under way.
    running.lock();
    try {
      if (!closed) {
        closed = true;
        refresh.close();
      }
    } finally {
      running.unlock();
    }
  }
}
