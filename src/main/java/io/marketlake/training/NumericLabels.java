package io.marketlake.training;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What numbers mean as labels, by the range that a file uses; see {@link LabelMap}. */
final class NumericLabels {
  private static final Pattern NUMBER =
      Pattern.compile("[+\\u2212-]?(?:\\d+(?:[.,]\\d+)?|[.]\\d+)(?:e[+-]?\\d+)?");

  /** The first that has all numbers of a file is its scale. */
  private static final List<List<Double>> SCALES =
      List.of(
          List.of(0.0, 1.0),
          List.of(-1.0, 0.0, 1.0),
          List.of(0.0, 1.0, 2.0),
          List.of(0.0, 2.0, 4.0),
          List.of(1.0, 2.0, 3.0),
          List.of(0.0, 0.5, 1.0),
          List.of(0.0, 1.0, 2.0, 3.0, 4.0),
          List.of(1.0, 2.0, 3.0, 4.0, 5.0),
          List.of(-1.0, -0.5, 0.0, 0.5, 1.0),
          List.of(-2.0, -1.0, 0.0, 1.0, 2.0),
          List.of(-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0));

  private final Optional<List<Double>> scale;
  private final Optional<ScoreBand> band;

  private NumericLabels(Optional<List<Double>> scale, Optional<ScoreBand> band) {
    this.scale = scale;
    this.band = band;
  }

  /**
   * @param labels all labels of a file that nobody has explained, numbers or not
   * @param told which scores are neutral, if the user said so: the numbers are scores then
   */
  static NumericLabels of(Collection<String> labels, Optional<ScoreBand> told) {
    Set<Double> all =
        labels.stream()
            .map(NumericLabels::number)
            .flatMap(number -> number.stream().boxed())
            .collect(Collectors.toSet());
    if (told.isPresent()) {
      return new NumericLabels(Optional.empty(), told);
    }
    Optional<List<Double>> scale = SCALES.stream().filter(s -> s.containsAll(all)).findFirst();
    boolean areScores =
        all.stream().allMatch(n -> n >= -1 && n <= 1) && all.stream().anyMatch(n -> n < 0);
    return new NumericLabels(
        scale,
        scale.isEmpty() && areScores ? Optional.of(ScoreBand.USUAL) : Optional.<ScoreBand>empty());
  }

  /** The number that a label is; a comma before decimals counts as a point. */
  static OptionalDouble number(String label) {
    String written = label.strip().toLowerCase(Locale.ROOT);
    return NUMBER.matcher(written).matches()
        ? OptionalDouble.of(Double.parseDouble(written.replace(',', '.').replace('\u2212', '-')))
        : OptionalDouble.empty();
  }

  /** What a number means; empty where it is none, or nobody can know. */
  Optional<String> meaning(String label) {
    OptionalDouble found = number(label);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    // Minus nought is nought.
    double number = found.getAsDouble() + 0.0;
    return band.map(b -> b.meaning(number)).or(() -> scale.map(s -> meaning(s, number)));
  }

  private static String meaning(List<Double> scale, double number) {
    int twiceFromMiddle = 2 * scale.indexOf(number) - (scale.size() - 1);
    return twiceFromMiddle < 0 ? "negative" : twiceFromMiddle > 0 ? "positive" : "neutral";
  }

  /** Which scores are neutral, where the numbers are scores. */
  Optional<ScoreBand> band() {
    return band;
  }
}
