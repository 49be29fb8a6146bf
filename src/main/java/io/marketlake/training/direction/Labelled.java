package io.marketlake.training.direction;

import io.marketlake.feature.direction.DirectionOutcome;
import io.marketlake.feature.direction.DirectionOutcome.Kind;

/**
 * An example whose price went up or down over a horizon.
 *
 * @param trend which way the price had gone over as many bars before: -1, 0 or 1
 * @param day the date of its session by the market's calendar, in days since 1970
 */
public record Labelled(Example example, DirectionOutcome outcome, int trend, long day) {
  public boolean isUp() {
    return outcome.kind() == Kind.UP;
  }

  /** When its features were known. */
  long knownAt() {
    return example.bar().knownAt();
  }

  Labelled with(Example otherExample) {
    return new Labelled(otherExample, outcome, trend, day);
  }

  Labelled with(DirectionOutcome otherOutcome) {
    return new Labelled(example, otherOutcome, trend, day);
  }
}
