package io.marketlake.training;

import io.marketlake.error.TrainingErrors;
import io.marketlake.feature.sentiment.Lexicon;
import io.marketlake.feature.sentiment.SentimentTerms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Looks whether numbers that nobody has explained mean what they are taken for. In some files 1 is
 * positive and 2 neutral, and a model of labels that were swapped looks as good as another; but the
 * lexicon alone finds texts called positive better news than those called neutral or negative.
 */
final class LabelSense {
  private static final List<List<String>> RISING =
      List.of(
          List.of("negative", "neutral"),
          List.of("neutral", "positive"),
          List.of("negative", "positive"));

  /** Of each label; more tell no more. */
  private static final int MOST_TEXTS = 2_000;

  private static final int FEWEST_TEXTS = 20;

  /** Standard errors by which one mean has to be below another. */
  private static final double CERTAIN = 4;

  private final SentimentTerms terms = new SentimentTerms(Lexicon.bundled());
  private final Map<String, Tones> byLabel = new TreeMap<>();

  /** The tones of the texts of a label. */
  private static final class Tones {
    private long texts;
    private double sum;
    private double squares;

    void add(int tone) {
      texts++;
      sum += tone;
      squares += (double) tone * tone;
    }

    void add(Tones others) {
      texts += others.texts;
      sum += others.sum;
      squares += others.squares;
    }

    double mean() {
      return sum / texts;
    }

    double squaredError() {
      return Math.max(squares / texts - mean() * mean(), 1e-3) / texts;
    }
  }

  /** Takes a text of a label into account. */
  void add(String label, String text) {
    Tones tones = byLabel.computeIfAbsent(label, l -> new Tones());
    if (tones.texts < MOST_TEXTS) {
      tones.add(terms.tone(text));
    }
  }

  /**
   * Throws where texts contradict what the labels are taken for.
   *
   * @param meanings by label
   */
  void require(String file, Map<String, String> meanings) {
    Map<String, Tones> byMeaning = new TreeMap<>();
    byLabel.forEach(
        (label, tones) ->
            byMeaning
                .computeIfAbsent(meanings.getOrDefault(label, LabelMap.SKIP), m -> new Tones())
                .add(tones));
    for (List<String> pair : RISING) {
      Tones low = byMeaning.get(pair.get(0));
      Tones high = byMeaning.get(pair.get(1));
      if (low != null && high != null && isBelow(high, low)) {
        throw TrainingErrors.labelsAgainstTexts(
            file, pair.get(0), pair.get(1), map(meanings), map(byTone()));
      }
    }
  }

  private static boolean isBelow(Tones lower, Tones higher) {
    return lower.texts >= FEWEST_TEXTS
        && higher.texts >= FEWEST_TEXTS
        && higher.mean() - lower.mean()
            > CERTAIN * Math.sqrt(lower.squaredError() + higher.squaredError());
  }

  /** What the labels would mean by the tone of their texts alone. */
  private Map<String, String> byTone() {
    List<String> rising = new ArrayList<>(byLabel.keySet());
    rising.sort((a, b) -> Double.compare(mean(a), mean(b)));
    Map<String, String> meanings = new TreeMap<>();
    for (int i = 0; i < rising.size(); i++) {
      int twiceFromMiddle = 2 * i - (rising.size() - 1);
      meanings.put(
          rising.get(i),
          twiceFromMiddle < 0 ? "negative" : twiceFromMiddle > 0 ? "positive" : "neutral");
    }
    return meanings;
  }

  private double mean(String label) {
    Tones tones = byLabel.get(label);
    return tones == null ? 0 : tones.mean();
  }

  /** As the option takes it. */
  private String map(Map<String, String> meanings) {
    Set<String> labels = byLabel.keySet();
    List<String> entries = new ArrayList<>();
    labels.forEach(label -> entries.add(label + "=" + meanings.get(label)));
    return String.join(",", entries);
  }
}
