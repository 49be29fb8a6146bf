package io.marketlake.training;

import io.marketlake.error.Errors;
import java.util.Locale;

/**
 * Which scores are neutral; those below are negative, those above positive.
 *
 * @param low the lowest neutral score
 * @param high the highest one
 */
public record ScoreBand(double low, double high) {
  /** For scores from -1 to 1. */
  static final ScoreBand USUAL = new ScoreBand(-0.1, 0.1);

  public ScoreBand {
    if (!(low <= high)) {
      throw new IllegalArgumentException("low must not be above high");
    }
  }

  /**
   * Reads {@code low,high}.
   *
   * @throws io.marketlake.error.PipelineException if it is none
   */
  public static ScoreBand of(String text) {
    String[] bounds = text.split(",", -1);
    try {
      if (bounds.length == 2) {
        return new ScoreBand(
            Double.parseDouble(bounds[0].strip()), Double.parseDouble(bounds[1].strip()));
      }
    } catch (IllegalArgumentException e) {
      throw bad(text);
    }
    throw bad(text);
  }

  private static RuntimeException bad(String text) {
    return Errors.badOption(
        "--neutral-between " + text,
        "it is not two rising numbers with a comma between",
        "write --neutral-between 0.4,0.6");
  }

  String meaning(double score) {
    return score < low ? "negative" : score > high ? "positive" : "neutral";
  }

  /** Such as {@code below -0.1 negative, above 0.1 positive}. */
  String inWords() {
    return String.format(Locale.ROOT, "below %s negative, above %s positive", low, high);
  }
}
