package io.marketlake.training;

import io.marketlake.error.Errors;
import io.marketlake.schema.GoldSentiment;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which label of a file means which sentiment. Known without being told are positive, negative,
 * neutral and their short forms, bullish and bearish, buy, hold and sell, and numbers by the range
 * that a file uses: -1, 0, 1; 0, 1, 2 (the middle is neutral); 0, 1; 0, 2, 4; 1 to 5. Labels count
 * in any case.
 *
 * @param told what the user says, by label in lower case; {@link #SKIP} leaves rows out
 */
public record LabelMap(Map<String, String> told) {
  /** What a label maps to whose rows are left out. */
  public static final String SKIP = "skip";

  private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,3}(?:\\.0+)?");
  private static final Set<String> NEGATIVE =
      Set.of("negative", "neg", "bearish", "bear", "sell", "down", "bad");
  private static final Set<String> NEUTRAL = Set.of("neutral", "neu", "neut", "hold", "none");
  private static final Set<String> POSITIVE =
      Set.of("positive", "pos", "bullish", "bull", "buy", "up", "good");

  /** Rows that say of themselves that they have no one sentiment. */
  private static final Set<String> SKIPPED =
      Set.of("", "mixed", "unknown", "irrelevant", "ambiguous", "n/a", "na", "nan", "null");

  public LabelMap {
    told = Map.copyOf(told);
  }

  /** Nothing but what is known without being told. */
  public static LabelMap usual() {
    return new LabelMap(Map.of());
  }

  /**
   * Reads {@code label=sentiment} entries.
   *
   * @throws io.marketlake.error.PipelineException if an entry is none
   */
  public static LabelMap of(Collection<String> entries) {
    Map<String, String> told = new HashMap<>();
    for (String entry : entries) {
      int equals = entry.lastIndexOf('=');
      String meant = equals < 0 ? "" : entry.substring(equals + 1).strip().toLowerCase(Locale.ROOT);
      if (!GoldSentiment.LABELS.contains(meant) && !meant.equals(SKIP)) {
        throw Errors.badOption(
            "--label-map " + entry,
            "it names none of " + String.join(", ", GoldSentiment.LABELS) + ", " + SKIP,
            "write label=sentiment, such as --label-map hawkish=negative,dovish=positive");
      }
      told.put(entry.substring(0, equals).strip().toLowerCase(Locale.ROOT), meant);
    }
    return new LabelMap(told);
  }

  /** What the labels of a file mean; labels that mean nothing are not in it. */
  Map<String, String> meanings(Collection<String> labels) {
    Map<String, String> meanings = new HashMap<>();
    Set<Integer> numbers = new HashSet<>();
    for (String label : labels) {
      if (!told.containsKey(key(label))) {
        number(label).ifPresent(numbers::add);
      }
    }
    for (String label : labels) {
      meaning(label, numbers).ifPresent(meaning -> meanings.put(label, meaning));
    }
    return meanings;
  }

  private Optional<String> meaning(String label, Set<Integer> numbers) {
    String key = key(label);
    String said = told.get(key);
    if (said != null) {
      return Optional.of(said);
    }
    if (NEGATIVE.contains(key)) {
      return Optional.of("negative");
    }
    if (NEUTRAL.contains(key)) {
      return Optional.of("neutral");
    }
    if (POSITIVE.contains(key)) {
      return Optional.of("positive");
    }
    if (SKIPPED.contains(key)) {
      return Optional.of(SKIP);
    }
    return number(label).flatMap(number -> ofNumber(number, numbers));
  }

  private static Optional<String> ofNumber(int number, Set<Integer> all) {
    for (List<Integer> scale :
        List.of(
            List.of(0, 1),
            List.of(-1, 0, 1),
            List.of(0, 1, 2),
            List.of(0, 2, 4),
            List.of(1, 2, 3),
            List.of(0, 1, 2, 3, 4),
            List.of(1, 2, 3, 4, 5),
            List.of(-2, -1, 0, 1, 2))) {
      if (scale.containsAll(all)) {
        int twiceFromMiddle = 2 * scale.indexOf(number) - (scale.size() - 1);
        return Optional.of(
            twiceFromMiddle < 0 ? "negative" : twiceFromMiddle > 0 ? "positive" : "neutral");
      }
    }
    return Optional.empty();
  }

  private static Optional<Integer> number(String label) {
    String key = key(label);
    return INTEGER.matcher(key).matches()
        ? Optional.of((int) Double.parseDouble(key))
        : Optional.empty();
  }

  private static String key(@Nullable String label) {
    return label == null ? "" : label.strip().toLowerCase(Locale.ROOT);
  }
}
