package io.marketlake.training.direction;

import io.marketlake.registry.DirectionModel;
import io.marketlake.training.direction.ForecastFigures.Figure;
import java.util.List;
import java.util.Locale;

/**
 * A new model beside the champion on the same rows, those of the new model's last fold that the
 * champion's judged model has not been fitted on. Which is better is told by the difference of
 * their squared errors, with a bootstrap over days, the same days for both.
 *
 * @param champion its version
 * @param rows rows that both forecast
 * @param days on how many days of the market's calendar
 * @param championBrier the champion's mean squared error
 * @param challengerBrier the new model's
 * @param gain the first less the second, with its 95 % interval
 */
public record DirectionTrial(
    String champion,
    long rows,
    int days,
    double championBrier,
    double challengerBrier,
    Figure gain) {
  private static final int FEWEST_DAYS = 5;
  private static final int FEWEST_ROWS = 100;

  /**
   * Compares.
   *
   * @param judged the rows that judged the new model
   * @param seenUntil when the last outcome was known that the champion was fitted on
   */
  public static DirectionTrial of(
      String version,
      List<Labelled> judged,
      DirectionModel champion,
      DirectionModel challenger,
      long seenUntil,
      long seed) {
    List<Labelled> rows = judged.stream().filter(row -> row.knownAt() >= seenUntil).toList();
    Forecasts ofChampion = Forecasts.of(rows, champion::up);
    Forecasts ofChallenger = Forecasts.of(rows, challenger::up);
    DayBootstrap bootstrap = new DayBootstrap(ofChallenger, seed);
    return new DirectionTrial(
        version,
        rows.size(),
        (int) rows.stream().mapToLong(Labelled::day).distinct().count(),
        bootstrap.mean(ofChampion::squaredError).value(),
        bootstrap.mean(ofChallenger::squaredError).value(),
        bootstrap.mean(row -> ofChampion.squaredError(row) - ofChallenger.squaredError(row)));
  }

  /** Whether the evidence is enough: the whole interval lies above zero. */
  public boolean beatsTheChampion() {
    return days >= FEWEST_DAYS && rows >= FEWEST_ROWS && gain.low() > 0;
  }

  /** The evidence in one sentence. */
  public String sentence() {
    if (days < FEWEST_DAYS || rows < FEWEST_ROWS) {
      return String.format(
          Locale.ROOT,
          "only %d held-out bars of %d days are new to the champion %s, and a comparison needs %d of"
              + " %d days",
          rows,
          days,
          champion,
          FEWEST_ROWS,
          FEWEST_DAYS);
    }
    return String.format(
        Locale.ROOT,
        "Brier score %.5f against %.5f of the champion %s on %d held-out bars of %d days; the gain of"
            + " %+.5f has the 95 %% interval %+.5f to %+.5f, which %s",
        challengerBrier,
        championBrier,
        champion,
        rows,
        days,
        gain.value(),
        gain.low(),
        gain.high(),
        beatsTheChampion() ? "lies above zero" : "does not lie above zero");
  }
}
