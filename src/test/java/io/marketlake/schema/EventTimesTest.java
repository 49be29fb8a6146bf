package io.marketlake.schema;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tier: CI. */
class EventTimesTest {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final List<TimeFormat> USUAL =
      List.of(TimeFormat.ISO, TimeFormat.LOCAL, TimeFormat.DATE, TimeFormat.EPOCH);

  private final EventTimes usual = new EventTimes(USUAL, ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource({
    "2026-03-02T14:30:00Z,                2026-03-02T14:30:00Z",
    "2026-03-02T14:30Z,                   2026-03-02T14:30:00Z",
    "2026-03-02 14:30:00Z,                2026-03-02T14:30:00Z",
    "2026-03-02T14:30:00.5Z,              2026-03-02T14:30:00.500Z",
    "2026-03-02T14:30:00.123456789Z,      2026-03-02T14:30:00.123456Z",
    "2026-03-02T09:30:00-05:00,           2026-03-02T14:30:00Z",
    "2026-03-02T09:30:00-0500,            2026-03-02T14:30:00Z",
    "2026-03-02T20:00:00+05:30,           2026-03-02T14:30:00Z",
    "1969-12-31T23:59:59.999999999Z,      1969-12-31T23:59:59.999999Z",
    "0001-01-01T00:00:00Z,                0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999Z,         9999-12-31T23:59:59.999999Z",
  })
  void isoTimesAreReadToTheMicrosecond(String text, Instant expected) {
    assertThat(usual.parse(text)).isEqualTo(new EventTimes.EventTime(expected, expected));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-02 14:30:00,           2026-03-02T14:30:00Z",
    "2026-03-02T14:30:00,           2026-03-02T14:30:00Z",
    "2026-03-02 14:30,              2026-03-02T14:30:00Z",
    "2026-03-02 14:30:00.123456789, 2026-03-02T14:30:00.123456Z",
    "2024-02-29 00:00:00,           2024-02-29T00:00:00Z",
  })
  void localTimesAreOfTheFeedsZone(String text, Instant expected) {
    assertThat(usual.parse(text)).isEqualTo(new EventTimes.EventTime(expected, expected));
    assertThat(instant(new EventTimes(USUAL, NEW_YORK), text))
        .isEqualTo(LocalDateTime.ofInstant(expected, ZoneOffset.UTC).atZone(NEW_YORK).toInstant());
  }

  @ParameterizedTest
  @CsvSource({
    "1772461800,                2026-03-02T14:30:00Z",
    "1772461800.25,             2026-03-02T14:30:00.250Z",
    "1772461800123,             2026-03-02T14:30:00.123Z",
    "1772461800123456,          2026-03-02T14:30:00.123456Z",
    "1772461800123.4567,        2026-03-02T14:30:00.123456Z",
    "0,                         1970-01-01T00:00:00Z",
    "-1,                        1969-12-31T23:59:59Z",
    "-0.0000001,                1969-12-31T23:59:59.999999Z",
    "99999999999,               5138-11-16T09:46:39Z",
    "100000000000,              1973-03-03T09:46:40Z",
    "100000000000000,           1973-03-03T09:46:40Z",
  })
  void epochsAreToldApartByMagnitudeAsNumberAndAsText(String text, Instant expected) {
    assertThat(instant(usual, new BigDecimal(text))).isEqualTo(expected);
    assertThat(instant(usual, text)).isEqualTo(expected);
  }

  @Test
  void nanosecondsAreRefusedUnlessTheFeedDeclaresThem() {
    BigDecimal nanos = new BigDecimal("1772461800123456789");
    EventTimes declared =
        new EventTimes(List.of(TimeFormat.EPOCH, TimeFormat.EPOCH_NS), ZoneOffset.UTC);

    assertThat(usual.parse(nanos)).isNull();
    assertThat(usual.parse(nanos.toString())).isNull();
    assertThat(instant(declared, nanos)).isEqualTo("2026-03-02T14:30:00.123456Z");
    assertThat(instant(declared, new BigDecimal("1772461800"))).isEqualTo("2026-03-02T14:30:00Z");
  }

  @Test
  void aDateIsTheStartOfItsDayAndKnownAtItsEnd() {
    EventTimes newYork = new EventTimes(USUAL, NEW_YORK);

    assertThat(usual.parse("2026-03-02"))
        .isEqualTo(
            new EventTimes.EventTime(
                Instant.parse("2026-03-02T00:00:00Z"), Instant.parse("2026-03-03T00:00:00Z")));
    assertThat(newYork.parse("2026-03-08"))
        .as("a day of 23 hours")
        .isEqualTo(
            new EventTimes.EventTime(
                Instant.parse("2026-03-08T05:00:00Z"), Instant.parse("2026-03-09T04:00:00Z")));
  }

  @Test
  void aLocalTimeThatAChangeOfClocksSkipsOrRepeatsIsShiftedOrTheEarlier() {
    EventTimes newYork = new EventTimes(USUAL, NEW_YORK);

    assertThat(instant(newYork, "2026-03-08 02:30:00")).isEqualTo("2026-03-08T07:30:00Z");
    assertThat(instant(newYork, "2026-11-01 01:30:00")).isEqualTo("2026-11-01T05:30:00Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "now",
        "yesterday at noon",
        "2026-02-30",
        "2026-02-30 10:00:00",
        "2026-04-31T10:00:00",
        "2026-02-30T10:00:00Z",
        "2026-03-0214:30:00",
        "2026-03-02 T14:30:00",
        "2026-03-02 24:00:00",
        "2026-03-02 14:60:00",
        "2026-13-02",
        "02/03/2026",
        "02/03/2026 14:30:00",
        "2026-03-02T14:30:00.1234567891Z",
        "2026-03-02T14:30:00+25:00",
        "2026-03-02T14:30:00[Europe/Paris]",
        "0000-12-31T23:59:59Z",
        "-0001-06-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "+10000-01-01T00:00:00Z",
        "9999-12-31T23:59:59-01:00",
        "9999-12-31",
        "1e9",
        "0x10",
        "-",
        ".",
        "1.2.3",
        "100000000000000000",
        "99999999999999999999999999999999999999",
      })
  void whatIsNoTimeInAnAcceptedFormatIsRefused(String text) {
    assertThat(usual.parse(text)).isNull();
  }

  @Test
  void eachFormatIsAcceptedOnlyWhereDeclared() {
    List<String> texts =
        List.of("2026-03-02T14:30:00Z", "2026-03-02 14:30:00", "2026-03-02", "1772461800");
    for (int i = 0; i < USUAL.size(); i++) {
      EventTimes only = new EventTimes(List.of(USUAL.get(i)), ZoneOffset.UTC);
      for (int j = 0; j < texts.size(); j++) {
        assertThat(only.parse(texts.get(j)) != null)
            .as("%s by %s alone", texts.get(j), USUAL.get(i))
            .isEqualTo(i == j);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e999999999",
        "-1e999999999",
        "0e999999999",
        "1e-999999999",
        "-1e-999999999",
        "0e-999999999",
        "1.5e-2147483600"
      })
  void monstrousExponentsAreDecidedAtOnce(String number) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> assertThatNoException().isThrownBy(() -> usual.parse(new BigDecimal(number))));
  }

  @Property
  void anyTextIsATimeOrNone(@ForAll String text) {
    assertThatNoException().isThrownBy(() -> usual.parse(text));
  }

  @Property
  void universalTimesAreReadAsJavaTimeReadsThem(
      @ForAll @IntRange(max = 9999) int year,
      @ForAll @IntRange(max = 13) int month,
      @ForAll @IntRange(max = 32) int day,
      @ForAll @IntRange(max = 25) int hour,
      @ForAll @IntRange(max = 61) int minute,
      @ForAll @IntRange(max = 61) int second,
      @ForAll @StringLength(max = 10) @CharRange(from = '0', to = '9') @Chars('x')
          String fraction) {
    String text =
        "%04d-%02d-%02dT%02d:%02d:%02d%sZ"
            .formatted(
                year, month, day, hour, minute, second, fraction.isEmpty() ? "" : "." + fraction);
    Instant expected;
    try {
      expected = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
    } catch (DateTimeParseException e) {
      expected = null;
    }

    EventTimes.EventTime read = usual.parse(text);
    assertThat(read == null ? null : read.instant())
        .as(text)
        .isEqualTo(year == 0 ? null : expected);
  }

  @Property
  void everyMicrosecondOfTheCalendarIsReadBack(
      @ForAll @LongRange(min = -62135596800000000L, max = 253402300799999999L) long micros) {
    Instant instant = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);

    assertThat(instant(usual, instant.toString())).isEqualTo(instant);
  }

  private static Instant instant(EventTimes times, String text) {
    return requireNonNull(times.parse(text)).instant();
  }

  private static Instant instant(EventTimes times, BigDecimal number) {
    return requireNonNull(times.parse(number)).instant();
  }
}
