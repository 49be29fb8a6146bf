package io.marketlake.replay;

import io.marketlake.error.Errors;
import io.marketlake.schema.EventTimes.EventTime;
import io.marketlake.schema.Feed;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends every line of a file as one event of a feed, in the file's order.
 *
 * <p>Where events are to be known by their own time, a record's timestamp is that time (the end of
 * the day where only a date is given) plus a delay. A line whose time can't be read, or is before
 * 1970 and so no time of Kafka's, goes with the time of the line before; those ahead of the first
 * readable time go with that one.
 */
public final class Replayer {
  private static final Logger LOG = LoggerFactory.getLogger(Replayer.class);
  private static final long WORTH_TELLING_NANOS = Duration.ofSeconds(10).toNanos();

  private final Feed feed;
  private final Path path;
  private final Renames renames;
  private final Pace pace;
  private final Optional<Duration> knownAfter;
  private final Waiting waiting;
  private final @Nullable Instant firstKnown;
  private volatile boolean stopped;
  private volatile @Nullable Thread running;

  /**
   * Opens the file and reads as much of it as shows whether it can be replayed.
   *
   * @param knownAfter how long after its own time an event is known; empty for when it is sent
   * @throws io.marketlake.error.PipelineException if the file can't be replayed so
   */
  public Replayer(Feed feed, Path path, Renames renames, Pace pace, Optional<Duration> knownAfter) {
    this(feed, path, renames, pace, knownAfter, Waiting.SYSTEM);
  }

  Replayer(
      Feed feed,
      Path path,
      Renames renames,
      Pace pace,
      Optional<Duration> knownAfter,
      Waiting waiting) {
    this.feed = feed;
    this.path = path;
    this.renames = renames;
    this.pace = pace;
    this.knownAfter = knownAfter;
    this.waiting = waiting;
    this.firstKnown = firstKnown();
  }

  /**
   * The timestamp of the first line that has one; null where none is wanted or no line is there.
   */
  private @Nullable Instant firstKnown() {
    try (EventFile file = EventFile.open(path, feed, renames)) {
      if (!file.absentFields().isEmpty()) {
        LOG.warn(
            "{} has no column for {}, which the feed {} requires, so silver will take none of its"
                + " lines; --map COLUMN=FIELD renames one",
            path,
            String.join(", ", file.absentFields()),
            feed.name());
      }
      if (knownAfter.isEmpty()) {
        return null;
      }
      long lines = 0;
      for (FileEvent event = file.next(); event != null; event = file.next()) {
        Instant known = knownAt(event);
        if (known != null) {
          return known;
        }
        lines++;
      }
      if (lines > 0) {
        throw Errors.noReadableTime(path.toString(), feed.name(), feed.eventTime());
      }
      return null;
    }
  }

  /** Sends the lines; ends after the last, or when {@link #stop} is called. */
  public ReplaySummary run(EventSink sink) {
    running = Thread.currentThread();
    long start = waiting.nanoTime();
    Pace.Schedule schedule = pace.schedule();
    long read = 0;
    long sent = 0;
    long unreadable = 0;
    Instant known = firstKnown;
    try (EventFile file = EventFile.open(path, feed, renames)) {
      for (FileEvent event = file.next(); event != null; event = file.next()) {
        EventTime time = event.time();
        long due = schedule.due(read, time == null ? null : time.instant());
        if (!waitUntil(start + due)) {
          break;
        }
        read++;
        Instant own = knownAt(event);
        known = own == null ? known : own;
        sink.send(event.key(), event.value(), Optional.ofNullable(known));
        sent++;
        unreadable += event.isReadable() ? 0 : 1;
      }
      sink.flush();
      return new ReplaySummary(
          read,
          sent,
          unreadable,
          Duration.ofNanos(waiting.nanoTime() - start),
          stopped ? Set.of() : file.unusedRenames());
    }
  }

  /** Lets {@link #run}, in whichever thread, end after the line that it is at. */
  public void stop() {
    stopped = true;
    LockSupport.unpark(running);
  }

  /** False if the replay was stopped. */
  private boolean waitUntil(long due) {
    boolean told = false;
    for (long left = due - waiting.nanoTime();
        left > 0 && !stopped;
        left = due - waiting.nanoTime()) {
      if (left > WORTH_TELLING_NANOS && !told) {
        LOG.info(
            "The next line is due in {}", Duration.ofNanos(left).truncatedTo(ChronoUnit.SECONDS));
        told = true;
      }
      waiting.park(left);
    }
    return !stopped;
  }

  private @Nullable Instant knownAt(FileEvent event) {
    EventTime time = event.time();
    if (time == null || knownAfter.isEmpty()) {
      return null;
    }
    Instant known = time.known().plus(knownAfter.get());
    return known.isBefore(Instant.EPOCH) ? null : known;
  }
}
