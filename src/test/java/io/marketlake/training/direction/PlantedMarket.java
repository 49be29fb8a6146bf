package io.marketlake.training.direction;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Random;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Minute bars with an edge of stated strength at every horizon. A hidden state is 1 or -1 and turns
 * once in twenty bars. It is seen where a bar closes within its range, and it moves the price two
 * bars later, which is the first bar that a forecast can have in its target. So the best forecast
 * is the state, and how often that is right can be worked out.
 */
public final class PlantedMarket {
  private static final int BARS_A_DAY = 200;
  private static final int BARS_TO_TARGET = 2;
  private static final double STAYS = 0.9;
  private static final double DEVIATION = 0.001;
  private static final double CLOSE_IN_RANGE = 0.8;
  private static final NormalDistribution NORMAL = new NormalDistribution();

  private PlantedMarket() {}

  /**
   * A file of such bars.
   *
   * @param edge how much above one half the best forecast of one bar is right; 0 leaves a coin
   */
  public static String csv(int symbols, int days, double edge, long seed) {
    double push = NORMAL.inverseCumulativeProbability(0.5 + edge);
    StringBuilder csv = new StringBuilder("symbol,bar_start,open,high,low,close,volume\n");
    for (int symbol = 0; symbol < symbols; symbol++) {
      Random random = new Random(seed + symbol);
      double price = 50 + 10 * symbol;
      int[] state = new int[days * BARS_A_DAY];
      for (int i = 0; i < state.length; i++) {
        state[i] = i > 0 && random.nextDouble() < STAYS ? state[i - 1] : random.nextInt(2) * 2 - 1;
        double drift = i < BARS_TO_TARGET ? 0 : push * state[i - BARS_TO_TARGET];
        double open = price;
        price *= Math.exp(DEVIATION * (drift + random.nextGaussian()));
        double range = Math.abs(price - open) / (1 - CLOSE_IN_RANGE) + 0.0001 * price;
        double above = range * (state[i] > 0 ? 1 - CLOSE_IN_RANGE : CLOSE_IN_RANGE);
        Instant start =
            Instant.parse("2026-01-05T14:30:00Z")
                .plus(i / BARS_A_DAY, ChronoUnit.DAYS)
                .plus(i % BARS_A_DAY, ChronoUnit.MINUTES);
        csv.append(
            String.format(
                Locale.ROOT,
                "S%d,%s,%.6f,%.6f,%.6f,%.6f,%d%n",
                symbol,
                start,
                open,
                price + above,
                price + above - range,
                price,
                100 + random.nextInt(900)));
      }
    }
    return csv.toString();
  }

  /**
   * How often the best forecast is right: the mean over the bars of a day, whose last targets end
   * with the day.
   */
  public static double best(double edge, int horizon) {
    double push = NORMAL.inverseCumulativeProbability(0.5 + edge);
    double sum = 0;
    int bars = 0;
    for (int bar = 0; bar < BARS_A_DAY - BARS_TO_TARGET; bar++) {
      sum += bestOf(push, Math.min(horizon, BARS_A_DAY - BARS_TO_TARGET - bar));
      bars++;
    }
    return sum / bars;
  }

  /** Over all courses of the state that begin with 1: the sum of so many moves is above zero. */
  private static double bestOf(double push, int moves) {
    double stays = STAYS + (1 - STAYS) / 2;
    // By the sum so far (moves is zero) and whether the state is 1.
    double[][] courses = new double[2 * moves + 1][2];
    courses[moves + 1][1] = 1;
    for (int move = 1; move < moves; move++) {
      double[][] next = new double[2 * moves + 1][2];
      for (int sum = 0; sum <= 2 * moves; sum++) {
        for (int state = 0; state < 2; state++) {
          for (int to = 0; to < 2; to++) {
            int then = sum + (to == 1 ? 1 : -1);
            if (courses[sum][state] > 0) {
              next[then][to] += courses[sum][state] * (to == state ? stays : 1 - stays);
            }
          }
        }
      }
      courses = next;
    }
    double right = 0;
    for (int sum = 0; sum <= 2 * moves; sum++) {
      double chance = NORMAL.cumulativeProbability(push * (sum - moves) / Math.sqrt(moves));
      right += (courses[sum][0] + courses[sum][1]) * chance;
    }
    return right;
  }
}
