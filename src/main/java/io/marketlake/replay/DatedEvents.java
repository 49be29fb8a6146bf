package io.marketlake.replay;

import io.marketlake.error.BackfillErrors;
import io.marketlake.schema.EventTimes.EventTime;
import io.marketlake.schema.Feed;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a file (CSV, TSV or JSON lines, plain or gzipped) as events of a feed, each with a
 * time: its own or, where that can't be read, that of the line before; those ahead of the first
 * readable time have that one.
 */
public final class DatedEvents implements Closeable {
  private final EventFile file;
  private EventTime time;

  private DatedEvents(EventFile file, EventTime first) {
    this.file = file;
    this.time = first;
  }

  /**
   * Opens the file and reads as much of it as shows whether it can be taken.
   *
   * @throws io.marketlake.error.PipelineException if it can't be read, lacks a column that the feed
   *     requires, or has no readable time
   */
  public static DatedEvents open(Path path, Feed feed, Renames renames) {
    EventTime first;
    try (EventFile head = EventFile.open(path, feed, renames)) {
      List<String> absent = head.absentFields();
      if (!absent.isEmpty()) {
        throw BackfillErrors.absentColumns(path.toString(), absent);
      }
      first = firstTime(head);
      if (first == null) {
        throw BackfillErrors.noReadableTime(path.toString(), feed.eventTime());
      }
    }
    return new DatedEvents(EventFile.open(path, feed, renames), first);
  }

  private static @Nullable EventTime firstTime(EventFile file) {
    for (FileEvent event = file.next(); event != null; event = file.next()) {
      EventTime time = event.time();
      if (time != null) {
        return time;
      }
    }
    return null;
  }

  /** The next line; null after the last. */
  public @Nullable DatedEvent next() {
    FileEvent event = file.next();
    if (event == null) {
      return null;
    }
    EventTime own = event.time();
    time = own == null ? time : own;
    return new DatedEvent(event, time.instant(), time.known());
  }

  /** Names that were to be renamed and that no line had, once the file was read. */
  public Set<String> unusedRenames() {
    return file.unusedRenames();
  }

  @Override
  public void close() {
    file.close();
  }
}
