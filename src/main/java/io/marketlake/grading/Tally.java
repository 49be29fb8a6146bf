package io.marketlake.grading;

import io.marketlake.schema.GoldDirection;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;

/**
 * What forecasts of one model and horizon came to. Sums are exact, so that parts add up to the same
 * whatever their order.
 */
final class Tally implements Serializable {
  private static final long serialVersionUID = 1L;

  static final int TENTHS = 10;
  private static final int SCALE = 18;
  private static final double EVEN = 0.5;

  long firstKnown = Long.MAX_VALUE;
  long lastKnown = Long.MIN_VALUE;
  long eventTime = Long.MIN_VALUE;
  long knownAt = Long.MIN_VALUE;
  int days;
  long due;
  long forecasts;
  long late;
  long judged;
  long ties;
  long withoutPrice;
  long right;
  long majorityRight;
  long persistenceRight;
  long reversalRight;
  BigDecimal squaredErrors = BigDecimal.ZERO.setScale(SCALE);
  BigDecimal losses = BigDecimal.ZERO.setScale(SCALE);
  final long[] binRows = new long[TENTHS];
  final long[] binUps = new long[TENTHS];
  final BigDecimal[] binSums = new BigDecimal[TENTHS];

  /** Rows of each feature (outer) in each tenth of its training data (inner). */
  long[][] features = new long[0][];

  Tally() {
    Arrays.fill(binSums, BigDecimal.ZERO.setScale(SCALE));
  }

  /** Of a day on which nothing was forecast, though a bar was known. */
  static Tally ofDay(long barKnownAt) {
    Tally tally = new Tally();
    tally.days = 1;
    tally.addTimes(barKnownAt, barKnownAt);
    return tally;
  }

  /** Of a row of any kind: the times in it, in microseconds since 1970. */
  void addTimes(long rowEventTime, long rowKnownAt) {
    eventTime = Math.max(eventTime, rowEventTime);
    knownAt = Math.max(knownAt, rowKnownAt);
  }

  /** A forecast that was made in time, or one that was late. */
  void addForecast(long barKnownAt, boolean isLate) {
    firstKnown = Math.min(firstKnown, barKnownAt);
    lastKnown = Math.max(lastKnown, barKnownAt);
    if (isLate) {
      late++;
    } else {
      forecasts++;
    }
  }

  /**
   * The features of a forecast.
   *
   * @param deciles of each feature's training data
   */
  void addFeatures(double[] values, double[][] deciles) {
    if (features.length == 0) {
      features = new long[values.length][TENTHS];
    }
    for (int i = 0; i < values.length; i++) {
      features[i][tenth(values[i], deciles[i])]++;
    }
  }

  /** In which tenth a value lies: so many of the values between the tenths are below it. */
  static int tenth(double value, double[] deciles) {
    int tenth = 0;
    while (tenth < deciles.length && value > deciles[tenth]) {
      tenth++;
    }
    return tenth;
  }

  /** An outcome. */
  void addOutcome(double up, String outcome, int majority, int trend) {
    switch (outcome) {
      case GoldDirection.TIE -> ties++;
      case GoldDirection.NO_PRICE -> withoutPrice++;
      case GoldDirection.UP, GoldDirection.DOWN ->
          judge(up, outcome.equals(GoldDirection.UP), majority, trend);
      default -> throw new IllegalArgumentException("no outcome: " + outcome);
    }
  }

  private void judge(double up, boolean isUp, int majority, int trend) {
    judged++;
    right += (up > EVEN) == isUp ? 1 : 0;
    majorityRight += majority > 0 == isUp ? 1 : 0;
    persistenceRight += (trend == 0 ? majority : trend) > 0 == isUp ? 1 : 0;
    reversalRight += (trend == 0 ? majority : -trend) > 0 == isUp ? 1 : 0;
    double error = up - (isUp ? 1 : 0);
    squaredErrors = squaredErrors.add(exact(error * error));
    losses = losses.add(exact(-StrictMath.log(Math.max(isUp ? up : 1 - up, Double.MIN_NORMAL))));
    int bin = Math.min(TENTHS - 1, (int) (up * TENTHS));
    binRows[bin]++;
    binUps[bin] += isUp ? 1 : 0;
    binSums[bin] = binSums[bin].add(exact(up));
  }

  private static BigDecimal exact(double value) {
    return BigDecimal.valueOf(value).setScale(SCALE, RoundingMode.HALF_UP);
  }

  /** Takes another's in. */
  void add(Tally other) {
    firstKnown = Math.min(firstKnown, other.firstKnown);
    lastKnown = Math.max(lastKnown, other.lastKnown);
    addTimes(other.eventTime, other.knownAt);
    days += other.days;
    due += other.due;
    forecasts += other.forecasts;
    late += other.late;
    judged += other.judged;
    ties += other.ties;
    withoutPrice += other.withoutPrice;
    right += other.right;
    majorityRight += other.majorityRight;
    persistenceRight += other.persistenceRight;
    reversalRight += other.reversalRight;
    squaredErrors = squaredErrors.add(other.squaredErrors);
    losses = losses.add(other.losses);
    for (int bin = 0; bin < TENTHS; bin++) {
      binRows[bin] += other.binRows[bin];
      binUps[bin] += other.binUps[bin];
      binSums[bin] = binSums[bin].add(other.binSums[bin]);
    }
    if (features.length == 0) {
      features = new long[other.features.length][TENTHS];
    }
    // The features of one version are always the same; only rows without any have none.
    for (int i = 0; i < Math.min(features.length, other.features.length); i++) {
      for (int tenth = 0; tenth < TENTHS; tenth++) {
        features[i][tenth] += other.features[i][tenth];
      }
    }
  }

  /**
   * The population stability index of counts by tenths of training data: the sum over bins of
   * (share - expected) * ln(share / expected). Tenths that one value parts nowhere are one bin, and
   * what is expected in it then known to half a tenth; a bin without rows counts as if it had half
   * a row. A feature of which nine tenths of the training data are one value has one bin, and a PSI
   * of 0 whatever comes.
   */
  static double psi(long[] counts, double[] deciles) {
    double rows = Arrays.stream(counts).sum();
    if (rows == 0) {
      return 0;
    }
    double psi = 0;
    double below = 0;
    long inBin = 0;
    for (int i = 0; i < deciles.length; i++) {
      inBin += counts[i];
      boolean isTied = i > 0 && deciles[i] == deciles[i - 1];
      boolean ends = i == deciles.length - 1 ? !isTied : deciles[i + 1] != deciles[i];
      if (ends) {
        double upTo = (i + 1 + (isTied ? EVEN : 0)) / TENTHS;
        psi += share(inBin, rows, upTo - below);
        below = upTo;
        inBin = 0;
      }
    }
    return psi + share(inBin + counts[counts.length - 1], rows, 1 - below);
  }

  private static double share(long count, double rows, double expected) {
    double share = Math.max((double) count, EVEN) / rows;
    return (share - expected) * StrictMath.log(share / expected);
  }
}
