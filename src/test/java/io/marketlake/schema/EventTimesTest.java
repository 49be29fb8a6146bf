package io.marketlake.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.schema.EventTimes.EventTime;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tier: CI. */
class EventTimesTest {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

  private static @Nullable Instant instant(String text, ZoneId zone, TimeFormat... formats) {
    EventTime time = new EventTimes(List.of(formats), zone).parse(text);
    return time == null ? null : time.instant();
  }

  @ParameterizedTest
  @CsvSource({
    "iso, 2026-03-02T14:30:00.123Z, 2026-03-02T14:30:00.123Z",
    "iso, 2026-03-02 09:30:00-05:00, 2026-03-02T14:30:00Z",
    "iso, 2026-03-02T14:30:00.123456789Z, 2026-03-02T14:30:00.123456Z",
    "local, 2026-03-02 09:30:00, 2026-03-02T14:30:00Z",
    "local, 2026-07-02T09:30:00.5, 2026-07-02T13:30:00.5Z",
    "date, 2026-03-02, 2026-03-02T05:00:00Z",
    "epoch, 1772461800, 2026-03-02T14:30:00Z",
    "epoch, 1772461800.25, 2026-03-02T14:30:00.25Z",
    "epoch, 1772461800123, 2026-03-02T14:30:00.123Z",
    "epoch, 1772461800123456, 2026-03-02T14:30:00.123456Z",
    "epoch-ns, 1772461800123456789, 2026-03-02T14:30:00.123456Z"
  })
  void eachFormatIsReadInTheFeedsZone(String format, String text, Instant expected) {
    assertThat(instant(text, NEW_YORK, TimeFormat.named(format).orElseThrow())).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "soon",
        "-",
        ".",
        "1.2.3",
        "2026-13-02T14:30:00Z",
        "2026-02-30",
        "12:30",
        "NaN",
        "1772461800123456789",
        "99999-01-01T00:00:00Z"
      })
  void whatIsInNoAcceptedFormatHasNoTime(String text) {
    assertThat(
            instant(
                text,
                ZoneOffset.UTC,
                TimeFormat.ISO,
                TimeFormat.LOCAL,
                TimeFormat.DATE,
                TimeFormat.EPOCH))
        .isNull();
  }

  @Test
  void aDateIsKnownAtItsDaysEndEvenWhereTheClockChanges() {
    assertThat(new EventTimes(List.of(TimeFormat.DATE), NEW_YORK).parse("2026-03-08"))
        .isEqualTo(
            new EventTime(
                Instant.parse("2026-03-08T05:00:00Z"), Instant.parse("2026-03-09T04:00:00Z")));
  }

  @Test
  @Timeout(10)
  void aNumberWithAHugeExponentIsNoTimeAndCostsNoTime() {
    EventTimes times =
        new EventTimes(List.of(TimeFormat.EPOCH, TimeFormat.EPOCH_NS), ZoneOffset.UTC);

    assertThat(times.parse(new BigDecimal("1e999999999"))).isNull();
    assertThat(times.parse(new BigDecimal("1e-999999999"))).isNull();
    assertThat(times.parse(new BigDecimal("0e999999999"))).isNull();
    assertThat(times.parse(BigDecimal.ZERO)).isNotNull();
  }
}
