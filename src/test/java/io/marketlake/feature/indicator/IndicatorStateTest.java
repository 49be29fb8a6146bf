package io.marketlake.feature.indicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.marketlake.feature.indicator.UnreadableIndicatorsException.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What goes through bytes goes on to the bit, and other bytes are refused. Tier: CI. */
class IndicatorStateTest {
  private static final IndicatorSettings SETTINGS = IndicatorSettings.DEFAULTS;
  private static final IndicatorSettings OTHER =
      new IndicatorSettings(List.of(5, 20, 50), List.of(12, 26), 12, 26, 9, 15, 20, 2, 20, 14);

  @Provide
  static Arbitrary<IndicatorSettings> settings() {
    return Arbitraries.of(
        SETTINGS,
        new IndicatorSettings(List.of(), List.of(), 2, 40, 60, 30, 5, 1.5, 90, 1),
        new IndicatorSettings(List.of(200, 2), List.of(21), 3, 4, 2, 2, 2, 2.5, 2, 25));
  }

  @Provide
  static Arbitrary<List<IndicatorBar>> series() {
    return Arbitraries.oneOf(BarSeries.walks(1, 300), BarSeries.walksWithFlatStretches(1, 300));
  }

  @Property(tries = 200)
  void cutsAnywhereChangeNoBit(
      @ForAll("settings") IndicatorSettings settings,
      @ForAll("series") List<IndicatorBar> bars,
      @ForAll @IntRange(min = 1, max = 120) int every) {
    List<@Nullable Double[]> uncut = BarSeries.values(settings, bars);
    Indicators indicators = Indicators.begin(settings);
    for (int bar = 0; bar < bars.size(); bar++) {
      if (bar % every == 0) {
        indicators = Indicators.fromBytes(indicators.toBytes(), settings);
      }
      assertThat(indicators.barsSeen()).isEqualTo(bar);
      assertThat(indicators.next(bars.get(bar))).isEqualTo(uncut.get(bar));
    }
    byte[] bytes = indicators.toBytes();
    assertThat(Indicators.fromBytes(bytes, settings).toBytes()).isEqualTo(bytes);
  }

  @Property(tries = 100)
  void laterBarsNeverChangeEarlierValues(
      @ForAll("settings") IndicatorSettings settings,
      @ForAll("series") List<IndicatorBar> bars,
      @ForAll("series") List<IndicatorBar> more) {
    Indicators indicators = Indicators.begin(settings);
    List<@Nullable Double[]> given = new ArrayList<>();
    List<@Nullable Double[]> kept = new ArrayList<>();
    for (IndicatorBar bar : bars) {
      given.add(indicators.next(bar));
      kept.add(given.get(given.size() - 1).clone());
    }
    more.forEach(indicators::next);

    List<IndicatorBar> longer = new ArrayList<>(bars);
    longer.addAll(more);
    List<@Nullable Double[]> ofLonger = BarSeries.values(settings, longer);
    for (int bar = 0; bar < bars.size(); bar++) {
      assertThat(given.get(bar)).isEqualTo(kept.get(bar)).isEqualTo(ofLonger.get(bar));
    }
  }

  @Test
  void aStateIsSmallAndDoesNotGrowWithHistory() {
    Indicators indicators = Indicators.begin(SETTINGS);
    List<IndicatorBar> bars = BarSeries.ofCloses(5_000, i -> 100 + i % 13);
    indicators.next(bars.get(0));
    int ofOneBar = indicators.toBytes().length;
    bars.forEach(indicators::next);

    assertThat(ofOneBar).isLessThan(130);
    assertThat(indicators.toBytes()).hasSizeLessThan(700);
  }

  @Test
  void bytesOfAnotherVersionAreRefused() {
    byte[] bytes = written();
    bytes[0]++;

    assertRefused(bytes, SETTINGS, Reason.OTHER_VERSION);
  }

  @Test
  void bytesOfOtherSettingsAreRefused() {
    assertRefused(written(), OTHER, Reason.OTHER_SETTINGS);
    assertRefused(Indicators.begin(OTHER).toBytes(), SETTINGS, Reason.OTHER_SETTINGS);
  }

  @Test
  void damagedBytesAreRefused() {
    byte[] bytes = written();

    for (int length = 0; length < bytes.length; length++) {
      assertRefused(Arrays.copyOf(bytes, length), SETTINGS, Reason.DAMAGED);
    }
    assertRefused(Arrays.copyOf(bytes, bytes.length + 1), SETTINGS, Reason.DAMAGED);
    bytes[9] = -1;
    assertRefused(bytes, SETTINGS, Reason.DAMAGED);
  }

  private static byte[] written() {
    Indicators indicators = Indicators.begin(SETTINGS);
    BarSeries.ofCloses(80, i -> 100 + i % 7).forEach(indicators::next);
    return indicators.toBytes();
  }

  private static void assertRefused(byte[] bytes, IndicatorSettings settings, Reason reason) {
    assertThatThrownBy(() -> Indicators.fromBytes(bytes, settings))
        .asInstanceOf(type(UnreadableIndicatorsException.class))
        .extracting(UnreadableIndicatorsException::reason)
        .isEqualTo(reason);
  }
}
