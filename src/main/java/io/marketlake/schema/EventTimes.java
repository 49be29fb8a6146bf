package io.marketlake.schema;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the times of a feed, in the formats that it accepts. Fractions finer than a microsecond are
 * cut off. A day that no calendar has (30 February) is no time, nor is one outside the years 1 to
 * 9999. A local time that a change of clocks skips or repeats is read as java.time does: shifted by
 * the gap's length, or the earlier of the two.
 */
public final class EventTimes {
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");
  private static final BigDecimal SECONDS_BELOW = new BigDecimal("1e11");
  private static final BigDecimal MILLIS_BELOW = new BigDecimal("1e14");
  private static final BigDecimal MICROS_BELOW = new BigDecimal("1e17");
  private static final BigDecimal NANOS_BELOW = new BigDecimal("1e20");
  private static final int FINEST = -20;

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
      if (time.length() >= 10 && time.charAt(4) == '-') {
        return calendarTime(time);
      }
    } catch (DateTimeException e) {
      return null;
    }
    return isNumber(time) ? parse(new BigDecimal(time)) : null;
  }

  private @Nullable EventTime calendarTime(String time) {
    if (time.length() == 10) {
      if (!formats.contains(TimeFormat.DATE)) {
        return null;
      }
      LocalDate day = LocalDate.parse(time);
      return inRange(
          day.atStartOfDay(zone).toInstant(), day.plusDays(1).atStartOfDay(zone).toInstant());
    }
    LocalDateTime universal = universal(time);
    if (universal != null) {
      return formats.contains(TimeFormat.ISO) ? at(universal.toInstant(ZoneOffset.UTC)) : null;
    }
    String dateTime = time.replace(' ', 'T');
    if (hasOffset(time)) {
      return formats.contains(TimeFormat.ISO)
          ? at(OffsetDateTime.parse(withColonInOffset(dateTime)).toInstant())
          : null;
    }
    return formats.contains(TimeFormat.LOCAL)
        ? at(LocalDateTime.parse(dateTime).atZone(zone).toInstant())
        : null;
  }

  /**
   * The commonest form, {@code 2026-03-02T14:30:00.123Z} with up to nine decimals, read without
   * java.time's formatter, which costs more than the rest of a tick's parsing; null if it is
   * another.
   */
  private static @Nullable LocalDateTime universal(String time) {
    int end = time.length() - 1;
    if (end < 19
        || end > 29
        || end == 20
        || time.charAt(end) != 'Z'
        || time.charAt(7) != '-'
        || time.charAt(10) != 'T'
        || time.charAt(13) != ':'
        || time.charAt(16) != ':'
        || (end > 19 && time.charAt(19) != '.')) {
      return null;
    }
    int year = digits(time, 0, 4);
    int month = digits(time, 5, 7);
    int day = digits(time, 8, 10);
    int hour = digits(time, 11, 13);
    int minute = digits(time, 14, 16);
    int second = digits(time, 17, 19);
    int fraction = end > 19 ? digits(time, 20, end) : 0;
    if ((year | month | day | hour | minute | second | fraction) < 0) {
      return null;
    }
    for (int i = end; i > 19 && i < 29; i++) {
      fraction *= 10;
    }
    return LocalDateTime.of(year, month, day, hour, minute, second, fraction);
  }

  /** The number that digits say; negative where one is none. */
  private static int digits(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = 10 * number + digit;
    }
    return number;
  }

  /** The time that a number says; null if it is in no accepted format. */
  public @Nullable EventTime parse(BigDecimal number) {
    // The digits before the point; spelling out a monstrous exponent would not end.
    long magnitude = (long) number.precision() - number.scale();
    if (magnitude > 20) {
      return null;
    }
    return epoch(magnitude < FINEST ? BigDecimal.ZERO : number);
  }

  private @Nullable EventTime epoch(BigDecimal number) {
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
    return time.endsWith("Z") || time.indexOf('+', 16) > 0 || time.indexOf('-', 16) > 0;
  }

  /** ISO-8601 has -05:00 and -0500; java.time reads the first. */
  private static String withColonInOffset(String time) {
    int sign = time.length() - 5;
    boolean isBasic = time.charAt(sign) == '+' || time.charAt(sign) == '-';
    return isBasic ? time.substring(0, sign + 3) + ":" + time.substring(sign + 3) : time;
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
