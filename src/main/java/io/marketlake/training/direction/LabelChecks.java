package io.marketlake.training.direction;

import io.marketlake.feature.direction.DirectionOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Looks at figures for what no honest work gives. Labels that are dealt out anew show rows that
 * judge what was fitted on them, and figures that are worked out wrongly; a feature that holds the
 * future they do not show, since it no longer tells the label. That is for {@link LeakChecks}, and
 * for the bound on accuracy.
 */
final class LabelChecks {
  static final double HIGHEST_ACCURACY = 0.60;
  static final double HIGHEST_ABOVE_MAJORITY = 0.05;

  /** So many standard errors from chance happen to honest work once in 2,000 times. */
  private static final double MOST_ERRORS = 3.5;

  private LabelChecks() {}

  /**
   * Labels that were dealt out anew can't be forecast.
   *
   * @param fit gives what rows fit
   */
  static LeakFinding shuffled(
      List<Labelled> train,
      List<Labelled> judged,
      Function<List<Labelled>, ToDoubleFunction<double[]>> fit,
      long seed) {
    List<Labelled> all = new ArrayList<>(train);
    all.addAll(judged);
    int[] from = Importance.dealt(all.size(), new SplittableRandom(seed));
    List<Labelled> dealt = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      DirectionOutcome own = all.get(i).outcome();
      dealt.add(
          all.get(i)
              .with(
                  new DirectionOutcome(
                      all.get(from[i]).outcome().kind(), own.entry(), own.exit(), own.knownAt())));
    }
    return chance(
        dealt.subList(train.size(), dealt.size()), fit.apply(dealt.subList(0, train.size())));
  }

  /** Whether a model knows no more than chance. */
  static LeakFinding chance(List<Labelled> judged, ToDoubleFunction<double[]> model) {
    String check = "shuffled labels";
    double ups = judged.stream().filter(Labelled::isUp).count();
    double downs = judged.size() - ups;
    if (ups == 0 || downs == 0) {
      return new LeakFinding(check, false, "all bars of the last fold went one way");
    }
    double auc = new DayBootstrap(Forecasts.of(judged, model), 0).figures(0).auc().value();
    double reach = MOST_ERRORS * Math.sqrt((ups + downs + 1) / (12 * ups * downs));
    boolean isChance = Math.abs(auc - 0.5) <= reach;
    return new LeakFinding(
        check,
        isChance,
        String.format(
            Locale.ROOT,
            "labels dealt out anew are forecast with an AUC of %.3f, %s %.3f to %.3f of chance",
            auc,
            isChance ? "within the" : "outside of the",
            0.5 - reach,
            0.5 + reach));
  }

  /** Why an accuracy needs a person's look; empty where it does not. */
  static Optional<String> tooGood(double accuracy, double majority) {
    double highest = Math.max(HIGHEST_ACCURACY, majority + HIGHEST_ABOVE_MAJORITY);
    return accuracy <= highest
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "its accuracy of %.3f is above %.3f, the higher of %.2f and the majority's %.3f plus"
                    + " %.2f: prices are not so easy to forecast, and such a figure is a leak until"
                    + " shown otherwise; look into it, and then sign with --i-checked",
                accuracy,
                highest,
                HIGHEST_ACCURACY,
                majority,
                HIGHEST_ABOVE_MAJORITY));
  }
}
