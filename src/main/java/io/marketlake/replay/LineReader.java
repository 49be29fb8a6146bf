package io.marketlake.replay;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a stream as bytes, without their ends (LF or CRLF). Where cells can be quoted, a
 * line is a row, whose quoted cells may span several lines of text; a quote that is never closed,
 * or closed in the middle of a cell, ends the row at the end of its first line of text, so that one
 * stray quote does not swallow what follows.
 */
final class LineReader {
  private static final int LONGEST_LINE = 8 << 20;
  private static final int LONGEST_QUOTED = 1 << 20;
  private static final int NONE = -1;

  private final InputStream in;
  private final int delimiter;
  private byte[] buffer = new byte[64 << 10];
  private int start;
  private int end;
  private long lines;

  private enum Place {
    CELL_START,
    IN_CELL,
    QUOTED,
    QUOTE_CLOSED
  }

  private LineReader(InputStream in, int delimiter) {
    this.in = in;
    this.delimiter = delimiter;
  }

  /** Lines of text. */
  static LineReader ofText(InputStream in) {
    return new LineReader(in, NONE);
  }

  /** Rows of cells, which may be quoted with {@code "}. */
  static LineReader ofRows(InputStream in, char delimiter) {
    return new LineReader(in, delimiter);
  }

  /** How many lines were read. */
  long lines() {
    return lines;
  }

  /** The next line; null after the last. */
  byte @Nullable [] next() throws IOException {
    Place place = Place.CELL_START;
    int firstBreak = NONE;
    for (int length = 0; ; length++) {
      if (start + length == end && !fill()) {
        if (length == 0) {
          return null;
        }
        return line(place == Place.QUOTED && firstBreak != NONE ? firstBreak : length);
      }
      byte b = buffer[start + length];
      if (b == '\n' && (delimiter == NONE || place != Place.QUOTED)) {
        return line(length);
      }
      if (b == '\n' && firstBreak == NONE) {
        firstBreak = length;
      }
      if (delimiter != NONE) {
        boolean stray = place == Place.QUOTE_CLOSED && b != '"' && b != delimiter && b != '\r';
        if (firstBreak != NONE && (stray || length > LONGEST_QUOTED)) {
          return line(firstBreak);
        }
        place = after(place, b);
      }
      if (length > LONGEST_LINE) {
        throw new IOException(
            "its line " + (lines + 1) + " is longer than " + (LONGEST_LINE >> 20) + " MiB");
      }
    }
  }

  private Place after(Place place, byte b) {
    return switch (place) {
      case CELL_START ->
          b == '"' ? Place.QUOTED : b == delimiter ? Place.CELL_START : Place.IN_CELL;
      case IN_CELL -> b == delimiter ? Place.CELL_START : Place.IN_CELL;
      case QUOTED -> b == '"' ? Place.QUOTE_CLOSED : Place.QUOTED;
      case QUOTE_CLOSED -> {
        if (b == '"') {
          yield Place.QUOTED;
        }
        yield b == delimiter ? Place.CELL_START : b == '\r' ? Place.QUOTE_CLOSED : Place.IN_CELL;
      }
    };
  }

  private byte[] line(int length) {
    lines++;
    int without = length > 0 && buffer[start + length - 1] == '\r' ? length - 1 : length;
    byte[] line = Arrays.copyOfRange(buffer, start, start + without);
    start = Math.min(end, start + length + 1);
    return line;
  }

  /** Reads more behind what is there; false at the end. */
  private boolean fill() throws IOException {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= start;
      start = 0;
    }
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int read = in.read(buffer, end, buffer.length - end);
    if (read <= 0) {
      return false;
    }
    end += read;
    return true;
  }
}
