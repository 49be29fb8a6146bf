package io.marketlake.replay;

import io.marketlake.schema.EventTimes.EventTime;
import org.jspecify.annotations.Nullable;

/** A line of a file, as it is to be sent. */
final class FileEvent {
  private final byte[] value;
  private final @Nullable String key;
  private final @Nullable EventTime time;
  private final boolean readable;

  private FileEvent(
      byte[] value, @Nullable String key, @Nullable EventTime time, boolean readable) {
    this.value = value;
    this.key = key;
    this.time = time;
    this.readable = readable;
  }

  static FileEvent of(byte[] value, @Nullable String key, @Nullable EventTime time) {
    return new FileEvent(value, key, time, true);
  }

  /** A line that can't be read; it goes as it is, without key and time. */
  static FileEvent unreadable(byte[] line) {
    return new FileEvent(line, null, null, false);
  }

  byte[] value() {
    return value;
  }

  @Nullable String key() {
    return key;
  }

  @Nullable EventTime time() {
    return time;
  }

  boolean isReadable() {
    return readable;
  }
}
