package io.marketlake.replay;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A line of a file, with the time at which it stands among the others. */
public final class DatedEvent {
  private final FileEvent event;
  private final Instant time;
  private final Instant known;

  DatedEvent(FileEvent event, Instant time, Instant known) {
    this.event = event;
    this.time = time;
    this.known = known;
  }

  /** The value of the record that it would be; a line that can't be read as it is. */
  public byte[] value() {
    return event.value();
  }

  /** The key of the record that it would be. */
  public @Nullable String key() {
    return event.key();
  }

  /** When it happened; where that can't be read, when the line before did. */
  public Instant time() {
    return time;
  }

  /** The earliest moment at which it can have been known: its time, or the end of its day. */
  public Instant known() {
    return known;
  }
}
