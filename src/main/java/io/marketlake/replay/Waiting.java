package io.marketlake.replay;

import java.util.concurrent.locks.LockSupport;

/** The clock of a replay, and how it waits. */
interface Waiting {
  Waiting SYSTEM =
      new Waiting() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void park(long nanos) {
          LockSupport.parkNanos(nanos);
        }
      };

  long nanoTime();

  /** Waits for at most so long; may end earlier, for any reason. */
  void park(long nanos);
}
