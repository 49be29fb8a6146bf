package io.marketlake.registry;

import java.util.Locale;

/**
 * A challenger beside the champion on the same held-out texts.
 *
 * @param champion the champion's version
 * @param texts how many texts both scored
 * @param leftOut held-out texts that were left out because the champion had been fitted on them
 * @param championKnown whether it is known which texts the champion was fitted on; where it is not,
 *     the champion may have seen the held-out texts, which flatters it
 * @param championMacroF1 the champion's macro-F1 on these texts
 * @param challengerMacroF1 the challenger's
 * @param championAccuracy the champion's share of right labels
 * @param challengerAccuracy the challenger's
 * @param low lower end of the 95 % interval of the challenger's macro-F1 less the champion's
 * @param high upper end of it
 * @param resamples how many resamples the interval is of
 * @param seed what drew them
 */
public record Comparison(
    String champion,
    long texts,
    long leftOut,
    boolean championKnown,
    double championMacroF1,
    double challengerMacroF1,
    double championAccuracy,
    double challengerAccuracy,
    double low,
    double high,
    int resamples,
    long seed) {

  /** With fewer texts an interval says nothing, whatever it is. */
  static final long FEWEST_TEXTS = 30;

  /** Whether the evidence is enough: the whole interval lies above zero. */
  public boolean beatsTheChampion() {
    return texts >= FEWEST_TEXTS && low > 0;
  }

  /** The evidence in one sentence. */
  public String sentence() {
    if (texts < FEWEST_TEXTS) {
      return line(
          "only %d held-out texts are new to the champion %s, and a comparison needs %d%s",
          texts, champion, FEWEST_TEXTS, leftOutPart());
    }
    return line(
            "macro-F1 %.4f against %.4f of the champion %s on %d held-out texts; the difference of"
                + " %+.4f has the 95 %% interval %+.4f to %+.4f, which %s",
            challengerMacroF1,
            championMacroF1,
            champion,
            texts,
            challengerMacroF1 - championMacroF1,
            low,
            high,
            beatsTheChampion() ? "lies above zero" : "does not lie above zero")
        + leftOutPart()
        + (championKnown
            ? ""
            : "; which texts that champion was fitted on is not known, and it may have seen these");
  }

  private String leftOutPart() {
    return leftOut == 0 ? "" : line("; %d texts it was fitted on are left out", leftOut);
  }

  /** A section of the version's page. */
  String markdown() {
    return line(
        """

        ## Beside the champion

        %s%s.

        | | this model | champion |
        |---|---|---|
        | macro-F1 | %.4f | %.4f |
        | accuracy | %.4f | %.4f |

        Both were fitted without the texts that judge here. The interval is that of a paired bootstrap
        over the texts: %d resamples, seed %d.
        """,
        sentence().substring(0, 1).toUpperCase(Locale.ROOT),
        sentence().substring(1),
        challengerMacroF1,
        championMacroF1,
        challengerAccuracy,
        championAccuracy,
        resamples,
        seed);
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
