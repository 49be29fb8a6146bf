package io.marketlake.app;

import io.marketlake.error.Errors;
import io.marketlake.job.FailPoint;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Ends the process at a fail point as kill -9 would, without any clean-up. For proofs only: {@code
 * MARKETLAKE_FAIL_POINT="after silver.ticks@2"} halts when that point is reached for the second
 * time.
 */
final class HaltAt implements FailPoint {
  private static final int KILLED = 137;

  private final String point;
  private final AtomicInteger left;

  private HaltAt(String point, int times) {
    this.point = point;
    this.left = new AtomicInteger(times);
  }

  static FailPoint of(@Nullable String setting) {
    if (setting == null || setting.isBlank()) {
      return FailPoint.NONE;
    }
    int at = setting.lastIndexOf('@');
    String times = at < 0 ? "1" : setting.substring(at + 1);
    if (!times.matches("\\d{1,6}")) {
      throw Errors.badOption(
          "MARKETLAKE_FAIL_POINT=" + setting, "the count after @ is no number", "write point@2");
    }
    return new HaltAt(at < 0 ? setting : setting.substring(0, at), Integer.parseInt(times));
  }

  static FailPoint fromEnvironment() {
    return of(System.getenv("MARKETLAKE_FAIL_POINT"));
  }

  @Override
  public void reached(String reached) {
    if (reached.equals(point) && left.decrementAndGet() == 0) {
      System.err.println("fail point reached: " + point);
      Runtime.getRuntime().halt(KILLED);
    }
  }
}
