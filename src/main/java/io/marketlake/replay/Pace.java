package io.marketlake.replay;

import io.marketlake.error.Errors;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How fast the lines of a file are sent. */
public final class Pace {
  /** As fast as it goes. */
  public static final Pace UNPACED = new Pace(Kind.UNPACED, 0);

  private static final Pattern RATE = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)/(s|m|h)");
  private static final Pattern SPEED = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)x");
  private static final double SECOND = 1e9;

  /** Long enough to count as for ever, and short enough to be added to. */
  private static final double LONGEST = Long.MAX_VALUE / 4.0;

  private final Kind kind;
  private final double amount;

  private enum Kind {
    UNPACED,
    RATE,
    SPEED
  }

  private Pace(Kind kind, double amount) {
    this.kind = kind;
    this.amount = amount;
  }

  /** Evenly, so many lines a second, minute or hour: {@code 500/s}. */
  public static Pace rate(String text) {
    Matcher matcher = RATE.matcher(text.strip());
    if (!matcher.matches() || Double.parseDouble(matcher.group(1)) == 0) {
      throw Errors.badOption(
          "--rate " + text,
          "it is no number of lines a second, minute or hour",
          "write --rate 500/s, 500/m or 500/h");
    }
    double seconds =
        switch (matcher.group(2)) {
          case "s" -> 1;
          case "m" -> 60;
          default -> 3600;
        };
    return new Pace(Kind.RATE, Double.parseDouble(matcher.group(1)) / seconds);
  }

  /** By the events' own times, so many times as fast as they happened: {@code 60x}. */
  public static Pace speed(String text) {
    Matcher matcher = SPEED.matcher(text.strip());
    if (!matcher.matches() || Double.parseDouble(matcher.group(1)) == 0) {
      throw Errors.badOption(
          "--speed " + text,
          "it is no multiple of the events' own time",
          "write --speed 60x for an hour a minute");
    }
    return new Pace(Kind.SPEED, Double.parseDouble(matcher.group(1)));
  }

  /** When each line is due, asked line by line. */
  Schedule schedule() {
    return switch (kind) {
      case UNPACED -> (line, time) -> 0;
      case RATE -> (line, time) -> (long) Math.min(LONGEST, line * SECOND / amount);
      case SPEED -> new ByEventTime();
    };
  }

  /** When a line may be sent at the earliest. */
  interface Schedule {
    /**
     * Nanoseconds from the start to when the line is due; never more than can be added to a clock.
     *
     * @param line its number, from 0
     * @param time when its event happened; null where that can't be read
     */
    long due(long line, @Nullable Instant time);
  }

  /** The first readable time is due at once; a line from before it, or without one, never waits. */
  private final class ByEventTime implements Schedule {
    private @Nullable Instant first;

    @Override
    public long due(long line, @Nullable Instant time) {
      if (time == null) {
        return 0;
      }
      Instant origin = first;
      if (origin == null) {
        first = time;
        return 0;
      }
      Duration after = Duration.between(origin, time);
      double nanos = after.getSeconds() * SECOND + after.getNano();
      return (long) Math.max(0, Math.min(LONGEST, nanos / amount));
    }
  }
}
