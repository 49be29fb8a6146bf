package io.marketlake.feature.text;

import io.marketlake.feature.text.Headline.Unit;
import java.util.List;

/**
 * A part of a text that says one thing.
 *
 * @param joint the mark or conjunction before it; empty for the first
 * @param isSource whether it only says whose words the text is
 */
record Clause(String joint, List<Unit> units, boolean isSource) {
  Clause {
    units = List.copyOf(units);
  }

  boolean isSubordinate() {
    return ClauseWords.SUBORDINATING.contains(joint);
  }
}
