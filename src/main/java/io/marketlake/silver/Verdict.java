package io.marketlake.silver;

import io.marketlake.schema.Expectation.Aggregate;
import io.marketlake.schema.Rule;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What an aggregate rule says of a micro-batch.
 *
 * @param measure what was measured; empty where there was too little to be measured
 * @param isJudged whether it was measured and there are limits; a baseline that is too short has
 *     none
 * @param baseline the mean of the measure in the micro-batches before; empty for fixed limits
 * @param atLeast the least that the measure might be; empty for no limit
 * @param atMost the most that the measure might be; empty for no limit
 */
record Verdict(
    Rule rule,
    OptionalDouble measure,
    boolean isJudged,
    OptionalDouble baseline,
    OptionalDouble atLeast,
    OptionalDouble atMost) {

  /** Sums of doubles differ in their last digits; a measure that never changed stays within. */
  private static final double ROUNDING = 1e-9;

  /**
   * The verdict on a measure.
   *
   * @param earlier the measure of accepted micro-batches before, as many as the baseline takes
   */
  static Verdict of(Rule rule, Aggregate asked, OptionalDouble measure, List<Double> earlier) {
    OptionalDouble baseline = OptionalDouble.empty();
    OptionalDouble atLeast = asked.atLeast();
    OptionalDouble atMost = asked.atMost();
    if (asked.hasBaseline() && earlier.size() >= asked.warmAfter()) {
      double mean = earlier.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
      baseline = OptionalDouble.of(mean);
      if (asked.deviations().isPresent()) {
        double reach =
            Math.max(
                asked.deviations().getAsDouble() * deviation(earlier, mean),
                ROUNDING * Math.abs(mean));
        atLeast = tighter(atLeast, mean - reach, true);
        atMost = tighter(atMost, mean + reach, false);
      }
      if (asked.factor().isPresent()) {
        double one = mean * asked.factor().getAsDouble();
        double other = mean / asked.factor().getAsDouble();
        atLeast = tighter(atLeast, Math.min(one, other), true);
        atMost = tighter(atMost, Math.max(one, other), false);
      }
    }
    boolean isJudged = measure.isPresent() && (atLeast.isPresent() || atMost.isPresent());
    return new Verdict(rule, measure, isJudged, baseline, atLeast, atMost);
  }

  /** The sample standard deviation (n - 1). */
  private static double deviation(List<Double> values, double mean) {
    double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    return values.size() < 2 ? 0 : Math.sqrt(squares / (values.size() - 1));
  }

  private static OptionalDouble tighter(OptionalDouble limit, double other, boolean isLeast) {
    if (limit.isEmpty()) {
      return OptionalDouble.of(other);
    }
    return OptionalDouble.of(
        isLeast ? Math.max(limit.getAsDouble(), other) : Math.min(limit.getAsDouble(), other));
  }

  /** Whether the measure lies within the limits; where it is not judged, it does. */
  boolean holds() {
    if (!isJudged) {
      return true;
    }
    double value = measure.orElseThrow();
    return value >= atLeast.orElse(Double.NEGATIVE_INFINITY)
        && value <= atMost.orElse(Double.POSITIVE_INFINITY);
  }

  /** The measure and its limits in words. */
  String describe() {
    Aggregate asked = (Aggregate) rule.expectation();
    return "%s%s is %s, %s"
        .formatted(
            asked.measure().setting(),
            asked.column().map(column -> " of " + column).orElse(""),
            figure(measure),
            atLeast.isPresent() && measure.orElseThrow() < atLeast.getAsDouble()
                ? "below " + figure(atLeast)
                : "above " + figure(atMost));
  }

  private static String figure(OptionalDouble value) {
    return String.format(Locale.ROOT, "%.6g", value.orElseThrow());
  }
}
