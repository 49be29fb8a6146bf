package io.marketlake.feature.direction;

import static io.marketlake.feature.direction.BarSeriesFixture.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Texts of the last hours, as known then. Tier: CI. */
class SentimentHistoryTest {
  private static final String EARLY_MODEL = "20260301T000000Z-00000000";
  private static final long BAR = at("2026-03-02T15:00:00Z");

  private static SentimentReading reading(ScoredText... texts) {
    return SentimentHistory.of(List.of(texts), DirectionSettings.DEFAULTS.sentiment()).at(BAR);
  }

  private static ScoredText text(String knownAt, double score) {
    return new ScoredText(at(knownAt), score, EARLY_MODEL);
  }

  @Test
  void aTextWeighsHalfAsMuchForEachHourOfItsAge() {
    // The cut is 14:59; these are an hour and two hours before it.
    SentimentReading reading =
        reading(text("2026-03-02T13:59:00Z", 1), text("2026-03-02T12:59:00Z", -1));

    assertThat(reading.weight()).isEqualTo(0.75);
    assertThat(reading.mean()).isCloseTo((0.5 - 0.25) / 0.75, within(1e-15));
  }

  @Test
  void textsOfTheLastMinuteAndThoseOlderThanTheWindowAreNotRead() {
    assertThat(reading(text("2026-03-02T14:59:00Z", 1))).isEqualTo(SentimentReading.NONE);
    assertThat(reading(text("2026-03-02T14:58:59Z", 1)).mean()).isEqualTo(1);
    assertThat(reading(text("2026-03-02T08:59:00Z", 1)).mean()).isEqualTo(1);
    assertThat(reading(text("2026-03-02T08:58:59Z", 1))).isEqualTo(SentimentReading.NONE);
  }

  @Test
  void aTextScoredByAModelMadeAfterItIsLeftOut() {
    long known = at("2026-03-02T14:00:00Z");

    assertThat(reading(new ScoredText(known, 1, "20260302T140000Z-00000000")).mean()).isEqualTo(1);
    assertThat(reading(new ScoredText(known, 1, "20260302T140001Z-00000000")))
        .isEqualTo(SentimentReading.NONE);
    assertThat(reading(new ScoredText(known, 1, "v1"))).isEqualTo(SentimentReading.NONE);
  }

  @Test
  void theOrderOfTheTextsDoesNotMatter() {
    List<ScoredText> texts = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      texts.add(new ScoredText(BAR - (61 + i / 2) * 1_000_000L, Math.sin(i), EARLY_MODEL));
    }
    List<ScoredText> backwards = new ArrayList<>(texts);
    Collections.reverse(backwards);

    assertThat(SentimentHistory.of(backwards, DirectionSettings.DEFAULTS.sentiment()).at(BAR))
        .isEqualTo(SentimentHistory.of(texts, DirectionSettings.DEFAULTS.sentiment()).at(BAR));
  }
}
