package io.marketlake.schema;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

/** Times as bars count them: whole microseconds since 1970, as Spark keeps a timestamp. */
public final class Micros {
  /** So many make a second. */
  public static final long SECOND = 1_000_000L;

  private static final long NANOS = 1_000L;

  private Micros() {}

  /** A moment, cut to its microsecond. */
  public static long of(Instant moment) {
    return Math.addExact(
        Math.multiplyExact(moment.getEpochSecond(), SECOND), moment.getNano() / NANOS);
  }

  /** A time of Spark. */
  public static long of(Timestamp time) {
    return of(time.toInstant());
  }

  /** How many a duration has. */
  public static long of(Duration duration) {
    return TimeUnit.NANOSECONDS.toMicros(duration.toNanos());
  }

  public static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, SECOND), NANOS * Math.floorMod(micros, SECOND));
  }

  /** As a row has it. */
  public static Timestamp timestamp(long micros) {
    return Timestamp.from(instant(micros));
  }

  /** The UTC day, as a row has it. */
  public static Date day(long micros) {
    return Date.valueOf(LocalDate.ofInstant(instant(micros), ZoneOffset.UTC));
  }
}
