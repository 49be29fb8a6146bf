package io.marketlake.feature.direction;

import static io.marketlake.feature.direction.BarSeriesFixture.MINUTE;
import static io.marketlake.feature.direction.BarSeriesFixture.series;
import static io.marketlake.feature.direction.BarSeriesFixture.walk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.marketlake.feature.direction.DirectionFeatures.Omission;
import io.marketlake.feature.indicator.IndicatorBar;
import io.marketlake.feature.indicator.IndicatorSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
class DirectionFeaturesTest {
  private static final int WARM = 250;
  private static final DirectionFeatures FEATURES =
      DirectionFeatures.of(IndicatorSettings.DEFAULTS, DirectionSettings.DEFAULTS);

  private static double[] values(List<DirectionBar> bars, int place) {
    DirectionBar bar = bars.get(place);
    return FEATURES.values(
        bar, DirectionSeries.of(bars).before(bar), new SentimentReading(0.25, 1.5));
  }

  private static double value(List<DirectionBar> bars, int place, String name) {
    return values(bars, place)[FEATURES.names().indexOf(name)];
  }

  @Test
  void theirNamesSayWhatTheyAre() {
    assertThat(FEATURES.names())
        .doesNotHaveDuplicates()
        .containsExactly(
            "sma_5_distance",
            "sma_20_distance",
            "sma_50_distance",
            "ema_12_distance",
            "ema_26_distance",
            "macd_12_26_9_share",
            "macd_histogram_12_26_9_share",
            "rsi_14",
            "bollinger_position_20_2",
            "bollinger_width_20_2",
            "volatility_20",
            "atr_14_share",
            "log_return_1",
            "log_return_1_lag_1",
            "log_return_1_lag_2",
            "log_return_5",
            "log_return_15",
            "log_return_30",
            "volume_against_5",
            "volume_against_30",
            "vwap_distance",
            "close_in_range",
            "gap_before",
            "time_of_day_sine",
            "time_of_day_cosine",
            "sentiment_mean",
            "sentiment_weight");
  }

  @Test
  void valuesAreThoseOfTheirDefinitions() {
    List<IndicatorBar> walk = walk(1, 300);
    List<DirectionBar> bars = series(walk, 0, WARM);
    IndicatorBar bar = walk.get(299);

    assertThat(value(bars, 299, "log_return_5"))
        .isEqualTo(StrictMath.log(bar.close() / walk.get(294).close()));
    assertThat(value(bars, 299, "log_return_1_lag_2"))
        .isEqualTo(StrictMath.log(walk.get(297).close() / walk.get(296).close()));
    double mean = 0;
    for (int i = 294; i < 299; i++) {
      mean += walk.get(i).volume() / 5;
    }
    assertThat(value(bars, 299, "volume_against_5"))
        .isCloseTo(Math.log(bar.volume() / mean), within(1e-12));
    assertThat(value(bars, 299, "vwap_distance"))
        .isEqualTo((bar.close() - bar.vwap()) / bar.vwap());
    assertThat(value(bars, 299, "close_in_range"))
        .isEqualTo((bar.close() - bar.low()) / (bar.high() - bar.low()));
    assertThat(value(bars, 299, "gap_before")).isZero();
    // Before the 250th bar of the walk a minute is missing.
    assertThat(value(bars, 250, "gap_before")).isEqualTo(StrictMath.log1p(1));
    assertThat(value(bars, 299, "sentiment_mean")).isEqualTo(0.25);
    assertThat(value(bars, 299, "sentiment_weight")).isEqualTo(StrictMath.log1p(1.5));
    // 14:30 and 305 minutes: 19:35.
    assertThat(value(bars, 299, "time_of_day_sine"))
        .isCloseTo(Math.sin(2 * Math.PI * (19 * 60 + 35) / 1440), within(1e-12));
  }

  @Property(tries = 25)
  void whatComesLaterChangesNoValue(
      @ForAll @IntRange(min = 1, max = 1_000_000) int seed,
      @ForAll @IntRange(min = 40, max = 299) int place) {
    List<IndicatorBar> walk = walk(seed, 300);
    List<DirectionBar> whole = series(walk, 0, WARM);
    List<DirectionBar> cut = series(walk.subList(0, place + 1), 0, WARM);
    List<DirectionBar> revised = new ArrayList<>(whole);
    for (DirectionBar bar : whole) {
      revised.add(
          BarSeriesFixture.bar(
              bar.start(), whole.get(place).knownAt() + 1, 1, 2 * bar.open(), 1, true));
    }

    assertThat(values(whole, place)).isEqualTo(values(cut, place));
    assertThat(
            FEATURES.values(
                whole.get(place),
                DirectionSeries.of(revised).before(whole.get(place)),
                new SentimentReading(0.25, 1.5)))
        .isEqualTo(values(cut, place));
  }

  @Property(tries = 10)
  void onceWarmItDoesNotMatterWhereHistoryStarts(
      @ForAll @IntRange(min = 1, max = 1_000_000) int seed,
      @ForAll @IntRange(min = 1, max = 200) int start) {
    List<IndicatorBar> walk = walk(seed, 600);
    List<DirectionBar> whole = series(walk, 0, WARM);
    List<DirectionBar> later = series(walk, start, WARM);

    for (int place = start + WARM - 1; place < walk.size(); place += 7) {
      assertThat(later.get(place - start).isWarm()).isTrue();
      double[] ofLater = values(later, place - start);
      double[] ofWhole = values(whole, place);
      for (int i = 0; i < ofWhole.length; i++) {
        assertThat(ofLater[i])
            .as(FEATURES.names().get(i))
            .isCloseTo(ofWhole[i], within(1e-5 * Math.max(1, Math.abs(ofWhole[i]))));
      }
    }
  }

  @Test
  void theScaleOfThePriceDoesNotMatter() {
    List<IndicatorBar> walk = walk(5, 300);
    List<IndicatorBar> dearer =
        walk.stream()
            .map(
                b ->
                    new IndicatorBar(
                        8 * b.open(),
                        8 * b.high(),
                        8 * b.low(),
                        8 * b.close(),
                        b.volume(),
                        8 * b.vwap()))
            .collect(Collectors.toList());

    double[] values = values(series(walk, 0, WARM), 299);
    double[] ofDearer = values(series(dearer, 0, WARM), 299);

    for (int i = 0; i < values.length; i++) {
      assertThat(ofDearer[i]).as(FEATURES.names().get(i)).isCloseTo(values[i], within(1e-12));
    }
  }

  @Test
  void whatIsNotDefinedIsNeutral() {
    List<IndicatorBar> flat = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      flat.add(new IndicatorBar(50, 50, 50, 50, 0, Double.NaN));
    }

    double[] values = values(series(flat, 0, WARM), 299);

    assertThat(values).doesNotContain(Double.NaN, -0.0);
    assertThat(Arrays.stream(values)).allMatch(Double::isFinite);
    List<DirectionBar> bars = series(flat, 0, WARM);
    assertThat(value(bars, 299, "close_in_range")).isEqualTo(0.5);
    assertThat(value(bars, 299, "bollinger_position_20_2")).isZero();
    assertThat(value(bars, 299, "volume_against_30")).isZero();
    assertThat(value(bars, 299, "vwap_distance")).isZero();
  }

  @Test
  void barsThatAreNotForecastSayWhy() {
    List<DirectionBar> bars = series(walk(3, 300), 0, WARM);
    DirectionBar warm = bars.get(299);
    List<DirectionBar> before = DirectionSeries.of(bars).before(warm);

    assertThat(before).hasSize(DirectionFeatures.BARS_BEFORE).endsWith(bars.get(298));
    assertThat(FEATURES.omission(warm, before)).isEmpty();
    assertThat(FEATURES.omission(bars.get(248), before)).contains(Omission.NOT_WARM);
    assertThat(FEATURES.omission(warm, before.subList(1, 30))).contains(Omission.SHORT_HISTORY);
    assertThat(
            FEATURES.omission(
                BarSeriesFixture.bar(warm.start(), warm.knownAt(), 0, 1, 1, false), before))
        .contains(Omission.OUT_OF_SESSION);
    assertThat(
            FEATURES.omission(
                BarSeriesFixture.bar(warm.start(), warm.end() + 61 * MINUTE, 0, 1, 1, true),
                before))
        .contains(Omission.STALE);
  }
}
