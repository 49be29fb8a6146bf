package io.marketlake.topology;

import java.util.concurrent.Semaphore;

/**
 * Lets a stop wait for the micro-batch that is under way, and keeps the next one from beginning:
 * stopping a query interrupts its micro-batch, which would leave half of it to a retry.
 */
final class Gate {
  private final Semaphore batch = new Semaphore(1);

  /**
   * Runs a micro-batch. After {@link #close} it waits instead, until the query's stop interrupts
   * it.
   */
  void pass(Runnable work) throws InterruptedException {
    batch.acquire();
    try {
      work.run();
    } finally {
      batch.release();
    }
  }

  /** Waits for the micro-batch under way; none begins afterwards. To be called once. */
  void close() {
    batch.acquireUninterruptibly();
  }
}
