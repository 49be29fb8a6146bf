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
 * neutral and their short forms, bullish and bearish, buy, hold and sell, each also behind a word
 * of degree (very positive), and numbers by the range that a file uses: -1, 0, 1; 0, 1, 2 (the
 * middle is neutral); 0, 1; 0, 2, 4; 1 to 5; and scores from -1 to 1, of which those from -0.1 to
 * 0.1 are neutral. Labels count in any case.
 *
 * @param told what the user says, by label in lower case; {@link #SKIP} leaves rows out
 * @param band which scores the user says are neutral: numbers are scores then
 */
public record LabelMap(Map<String, String> told, Optional<ScoreBand> band) {
  /** What a label maps to whose rows are left out. */
  public static final String SKIP = "skip";

  private static final Pattern DEGREE =
      Pattern.compile(
          "(?:very|extremely|strongly|strong|slightly|somewhat|mildly|moderately|mostly|weakly|weak)"
              + "[\\s_-]+");
  private static final Set<String> NEGATIVE =
      Set.of("negative", "neg", "bearish", "bear", "sell", "down", "bad", "pessimistic");
  private static final Set<String> NEUTRAL = Set.of("neutral", "neu", "neut", "hold", "none");
  private static final Set<String> POSITIVE =
      Set.of("positive", "pos", "bullish", "bull", "buy", "up", "good", "optimistic");

  /** Rows that say of themselves that they have no one sentiment. */
  private static final Set<String> SKIPPED =
      Set.of("", "mixed", "unknown", "irrelevant", "ambiguous", "n/a", "na", "nan", "null");

  /**
   * What the labels of a file mean.
   *
   * @param byLabel labels that mean nothing are not in it
   * @param guessed the labels that are numbers and nobody has explained
   * @param scores which scores are neutral, where these numbers are scores
   */
  record Meanings(Map<String, String> byLabel, Set<String> guessed, Optional<ScoreBand> scores) {}

  public LabelMap {
    told = Map.copyOf(told);
  }

  /** Nothing but what is known without being told. */
  public static LabelMap usual() {
    return new LabelMap(Map.of(), Optional.empty());
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
      told.put(key(entry.substring(0, equals)), meant);
    }
    return new LabelMap(told, Optional.empty());
  }

  /** The same, with numbers read as scores. */
  public LabelMap withScores(ScoreBand neutral) {
    return new LabelMap(told, Optional.of(neutral));
  }

  /** What the labels of a file mean. */
  Meanings meanings(Collection<String> labels) {
    List<String> unexplained =
        labels.stream().filter(label -> !told.containsKey(key(label))).toList();
    NumericLabels numbers = NumericLabels.of(unexplained, band);
    Map<String, String> meanings = new HashMap<>();
    Set<String> guessed = new HashSet<>();
    for (String label : labels) {
      Optional<String> known = known(key(label));
      Optional<String> meaning = known.or(() -> numbers.meaning(key(label)));
      meaning.ifPresent(m -> meanings.put(label, m));
      if (known.isEmpty() && meaning.isPresent()) {
        guessed.add(label);
      }
    }
    return new Meanings(meanings, guessed, guessed.isEmpty() ? Optional.empty() : numbers.band());
  }

  private Optional<String> known(String key) {
    String said = told.get(key);
    if (said != null) {
      return Optional.of(said);
    }
    String plain = DEGREE.matcher(key).replaceFirst("");
    if (NEGATIVE.contains(plain)) {
      return Optional.of("negative");
    }
    if (NEUTRAL.contains(plain)) {
      return Optional.of("neutral");
    }
    if (POSITIVE.contains(plain)) {
      return Optional.of("positive");
    }
    return SKIPPED.contains(key) ? Optional.of(SKIP) : Optional.empty();
  }

  /** Numbers written in two ways are one label: 1 and 1.0. */
  private static String key(@Nullable String label) {
    String key = label == null ? "" : label.strip().toLowerCase(Locale.ROOT);
    return key.endsWith(".0") && NumericLabels.number(key).isPresent()
        ? key.substring(0, key.length() - 2)
        : key;
  }
}
