package io.marketlake.replay;

import io.marketlake.error.Errors;
import io.marketlake.schema.Feed;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * An open file of events: CSV, TSV or JSON lines, plain or gzipped. Gzip is known by its first two
 * bytes, the format by the file's name or else by its first bytes; a byte-order mark is passed
 * over. It is read as a stream, a line at a time.
 */
final class EventFile implements Closeable {
  private static final int GZIP_FIRST = 0x1f;
  private static final int GZIP_SECOND = 0x8b;
  private static final int BUFFER = 64 << 10;
  private static final int HEAD = 4 << 10;

  private final Path path;
  private final InputStream in;
  private final EventReader reader;
  private long lines;

  private EventFile(Path path, InputStream in, EventReader reader) {
    this.path = path;
    this.in = in;
    this.reader = reader;
  }

  /**
   * Opens the file and reads its header.
   *
   * @throws io.marketlake.error.PipelineException if it can't be read, or does not have the columns
   *     to be renamed
   */
  static EventFile open(Path path, Feed feed, Renames renames) {
    requireFile(path);
    InputStream in = null;
    try {
      in = new BufferedInputStream(plain(Files.newInputStream(path)), BUFFER);
      skipByteOrderMark(in);
      FileFormat format = FileFormat.of(path.toString(), head(in));
      EventReader reader =
          format == FileFormat.JSON_LINES
              ? new JsonLineReader(LineReader.ofText(in), feed, renames)
              : CsvReader.open(path.toString(), in, format.delimiter(), feed, renames);
      EventFile file = new EventFile(path, in, reader);
      in = null;
      return file;
    } catch (IOException e) {
      throw unreadable(path, 0, e);
    } finally {
      closeQuietly(in);
    }
  }

  private static void requireFile(Path path) {
    if (!Files.exists(path)) {
      throw Errors.unreadableFile(path.toString(), "there is no such file");
    }
    if (!Files.isRegularFile(path)) {
      throw Errors.unreadableFile(path.toString(), "it is no file");
    }
    if (!Files.isReadable(path)) {
      throw Errors.unreadableFile(path.toString(), "its permissions forbid it");
    }
  }

  private static InputStream plain(InputStream file) throws IOException {
    InputStream in = new BufferedInputStream(file, BUFFER);
    in.mark(2);
    boolean gzip = in.read() == GZIP_FIRST && in.read() == GZIP_SECOND;
    in.reset();
    return gzip ? new GZIPInputStream(in, BUFFER) : in;
  }

  private static void skipByteOrderMark(InputStream in) throws IOException {
    in.mark(3);
    if (in.read() != 0xEF || in.read() != 0xBB || in.read() != 0xBF) {
      in.reset();
    }
  }

  private static byte[] head(InputStream in) throws IOException {
    in.mark(HEAD);
    byte[] head = in.readNBytes(HEAD);
    in.reset();
    return head;
  }

  /** The event of the next line; null after the last. */
  @Nullable FileEvent next() {
    try {
      FileEvent event = reader.next();
      if (event != null) {
        lines++;
      }
      return event;
    } catch (IOException e) {
      throw unreadable(path, lines, e);
    }
  }

  List<String> absentFields() {
    return reader.absentFields();
  }

  Set<String> unusedRenames() {
    return reader.unusedRenames();
  }

  private static RuntimeException unreadable(Path path, long lines, IOException e) {
    String reason =
        e instanceof EOFException || e instanceof ZipException
            ? "its gzip data are damaged or cut off"
            : String.valueOf(e.getMessage());
    return Errors.unreadableFile(
        path.toString(), lines == 0 ? reason : reason + " behind line " + lines);
  }

  private static void closeQuietly(@Nullable InputStream in) {
    if (in != null) {
      try {
        in.close();
      } catch (IOException e) {
        // What is thrown already says more.
      }
    }
  }

  @Override
  public void close() {
    closeQuietly(in);
  }
}
