package io.marketlake.app;

import io.marketlake.job.FailPoint;
import java.util.concurrent.atomic.AtomicInteger;

/** Throws the first time that a point is reached, and counts. */
final class ThrowAt implements FailPoint {
  private final String point;
  private final AtomicInteger fired = new AtomicInteger();

  ThrowAt(String point) {
    this.point = point;
  }

  @Override
  public void reached(String reached) {
    if (reached.equals(point) && fired.getAndIncrement() == 0) {
      throw new IllegalStateException("fail point " + point);
    }
  }

  int fired() {
    return fired.get();
  }
}
