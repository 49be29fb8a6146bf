package io.marketlake.simulate;

import io.marketlake.error.Errors;
import java.util.ArrayList;
import java.util.List;

/**
 * How fast the simulated market runs and how faulty its feeds are. A rate is the mean of a Poisson
 * process; 0 switches its feed off.
 *
 * @param seed the same seed, start and companies give the same bytes
 * @param badShare the share of records that a consumer should reject
 * @param outOfOrderShare the share of records sent up to 2 seconds after their time
 * @param lateShare the share of records sent 1 to 5 minutes after their time
 * @param symbols how many companies are traded at most, from the top of the reference
 */
public record SimulatorSettings(
    long seed,
    double ticksPerSecond,
    double tradesPerSecond,
    double newsPerMinute,
    double postsPerMinute,
    double badShare,
    double outOfOrderShare,
    double lateShare,
    int symbols) {

  private static final double MAX_PER_SECOND = 1_000_000;

  /**
   * Checks every value.
   *
   * @throws io.marketlake.error.PipelineException naming all that can't be used
   */
  public SimulatorSettings {
    List<String> problems = new ArrayList<>();
    checkRate(problems, "ticks-per-second", ticksPerSecond, MAX_PER_SECOND);
    checkRate(problems, "trades-per-second", tradesPerSecond, MAX_PER_SECOND);
    checkRate(problems, "news-per-minute", newsPerMinute, 60 * MAX_PER_SECOND);
    checkRate(problems, "posts-per-minute", postsPerMinute, 60 * MAX_PER_SECOND);
    checkShare(problems, "bad-share", badShare);
    checkShare(problems, "out-of-order-share", outOfOrderShare);
    checkShare(problems, "late-share", lateShare);
    if (outOfOrderShare + lateShare > 1) {
      problems.add("out-of-order-share and late-share are more than 1 together");
    }
    if (symbols < 1) {
      problems.add("symbols is " + symbols + "; a market needs at least 1");
    }
    if (!problems.isEmpty()) {
      throw Errors.badSettings(problems);
    }
  }

  /**
   * 200 ticks/s, 50 trades/s, 30 news/min, 120 posts/min, 1 % bad, 5 % out of order, 0.2 % late.
   */
  public static SimulatorSettings defaults() {
    return new SimulatorSettings(42, 200, 50, 30, 120, 0.01, 0.05, 0.002, 64);
  }

  private static void checkRate(List<String> problems, String name, double rate, double most) {
    if (!(rate >= 0 && rate <= most)) {
      problems.add(name + " is " + rate + "; it must be from 0 to " + (long) most);
    }
  }

  private static void checkShare(List<String> problems, String name, double share) {
    if (!(share >= 0 && share <= 1)) {
      problems.add(name + " is " + share + "; it must be from 0 to 1");
    }
  }
}
