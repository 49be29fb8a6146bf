package io.marketlake.schema;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the times of a feed, in the formats that it accepts. Fractions finer than a microsecond are
 * cut off. A local time that a change of clocks skips or repeats is read as java.time does: shifted
 * by the gap's length, or the earlier of the two.
 */
public final class EventTimes {
  private static final DateTimeFormatter LOCAL =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("[' ']['T']HH:mm[:ss]")
          .optionalStart()
          .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
          .optionalEnd()
          .toFormatter(java.util.Locale.ROOT);
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");
  private static final BigDecimal SECONDS_BELOW = new BigDecimal("1e11");
  private static final BigDecimal MILLIS_BELOW = new BigDecimal("1e14");
  private static final BigDecimal MICROS_BELOW = new BigDecimal("1e17");
  private static final BigDecimal NANOS_BELOW = new BigDecimal("1e20");

  private final Set<TimeFormat> formats;
  private final ZoneId zone;

  public EventTimes(List<TimeFormat> formats, ZoneId zone) {
    this.formats = formats.isEmpty() ? EnumSet.noneOf(TimeFormat.class) : EnumSet.copyOf(formats);
    this.zone = zone;
  }

  /**
   * A time that an event gives.
   *
   * @param instant the moment, or the start of the day where only a day is given
   * @param known the earliest moment at which it can have been known: the same, or the day's end
   */
  public record EventTime(Instant instant, Instant known) {}

  /** The time that a text says; null if it is in no accepted format. */
  public @Nullable EventTime parse(String text) {
    String time = text.strip();
    if (time.isEmpty()) {
      return null;
    }
    try {
      if (formats.contains(TimeFormat.ISO) && hasOffset(time)) {
        return at(OffsetDateTime.parse(time.replace(' ', 'T')).toInstant());
      }
      if (formats.contains(TimeFormat.DATE) && time.length() == 10) {
        LocalDate day = LocalDate.parse(time);
        return inRange(
            day.atStartOfDay(zone).toInstant(), day.plusDays(1).atStartOfDay(zone).toInstant());
      }
      if (formats.contains(TimeFormat.LOCAL) && time.length() > 10 && time.charAt(4) == '-') {
        return at(LocalDateTime.parse(time, LOCAL).atZone(zone).toInstant());
      }
    } catch (DateTimeException e) {
      return null;
    }
    return isNumber(time) ? parse(new BigDecimal(time)) : null;
  }

  /** The time that a number says; null if it is in no accepted format. */
  public @Nullable EventTime parse(BigDecimal number) {
    // Neither 1e999999999 nor 1e-999999999 may be spelt out below: that would not end.
    if (Math.abs(number.precision() - (long) number.scale()) > 20) {
      return null;
    }
    BigDecimal size = number.abs();
    BigDecimal micros;
    if (formats.contains(TimeFormat.EPOCH) && size.compareTo(SECONDS_BELOW) < 0) {
      micros = number.movePointRight(6);
    } else if (formats.contains(TimeFormat.EPOCH) && size.compareTo(MILLIS_BELOW) < 0) {
      micros = number.movePointRight(3);
    } else if (formats.contains(TimeFormat.EPOCH) && size.compareTo(MICROS_BELOW) < 0) {
      micros = number;
    } else if (formats.contains(TimeFormat.EPOCH_NS)
        && size.compareTo(MICROS_BELOW) >= 0
        && size.compareTo(NANOS_BELOW) < 0) {
      micros = number.movePointLeft(3);
    } else {
      return null;
    }
    return at(
        Instant.EPOCH.plus(
            micros.setScale(0, RoundingMode.FLOOR).longValueExact(), ChronoUnit.MICROS));
  }

  /** The accepted formats, to be named in a reason. */
  public String accepted() {
    return String.join(", ", formats.stream().map(TimeFormat::setting).toList());
  }

  private static @Nullable EventTime at(Instant instant) {
    Instant cut = instant.truncatedTo(ChronoUnit.MICROS);
    return inRange(cut, cut);
  }

  private static @Nullable EventTime inRange(Instant instant, Instant known) {
    return instant.isBefore(FIRST) || known.isAfter(LAST) ? null : new EventTime(instant, known);
  }

  private static boolean hasOffset(String time) {
    if (time.length() < 17 || time.charAt(4) != '-') {
      return false;
    }
    char last = time.charAt(time.length() - 1);
    return last == 'Z' || time.indexOf('+', 16) > 0 || time.indexOf('-', 16) > 0;
  }

  private static boolean isNumber(String text) {
    if (text.length() > 40) {
      return false;
    }
    int dots = 0;
    int from = text.charAt(0) == '-' ? 1 : 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.') {
        dots++;
      } else if (c < '0' || c > '9') {
        return false;
      }
    }
    return dots <= 1 && text.length() > from + dots;
  }
}
