package io.marketlake.logstore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;

/**
 * Whether the server of a location keeps the promise that {@link S3ConditionalLogStore} lives on:
 * that the second of two conditional puts of a key is refused. Two puts of one key tell; a server
 * that refuses the second only when they do not meet is not found out by them.
 */
public final class ConditionalWrites {
  /**
   * Hadoop's setting for a server that ignores conditions: {@code true} promises that never more
   * than one process writes a table. Default {@code false}. The danger: where the promise is
   * broken, commits are lost without a word. {@code fs.s3a.bucket.<name>.logstore.single.writer}
   * says it of one bucket.
   */
  public static final String SINGLE_WRITER = "fs.s3a.logstore.single.writer";

  /** Only for a promised single writer: keeps its threads from meeting at an object. */
  private static final Object SINGLE_WRITER_LOCK = new Object();

  private ConditionalWrites() {}

  /**
   * Makes sure that log entries may be put below a location: at once where it is not on S3A, where
   * a single writer is promised, or where the server has passed before in this process; else by two
   * puts of a key of their own below the location, which are removed again.
   *
   * @throws ConditionIgnoredException when the server takes the second put, or none on condition
   * @throws IOException when the server can't be asked, as S3A words it
   */
  public static void require(Path location, Configuration configuration) throws IOException {
    FileSystem files = location.getFileSystem(configuration);
    if (files instanceof S3AFileSystem s3a) {
      require(s3a, location);
    }
  }

  /** The same by a file system of one's own, such as one that gives up soon. */
  public static void require(S3AFileSystem files, Path location) throws IOException {
    if (!isSingleWriter(files)) {
      S3Objects.of(files).passOnce(() -> probe(files, location));
    }
  }

  /**
   * Puts an object on S3A where there is none, once, however many processes try. Where a single
   * writer is promised, it looks and then puts, so that any server will do.
   *
   * @return whether the object is the one that this call put; false if another was there
   * @throws IOException when that can't be known, as S3A words it
   */
  public static boolean putIfAbsent(S3AFileSystem files, Path path, byte[] content)
      throws IOException {
    S3Objects objects = S3Objects.of(files);
    String commitId = UUID.randomUUID().toString();
    if (!isSingleWriter(files)) {
      return objects.putIfAbsent(path, content, commitId) == S3Objects.Outcome.CREATED;
    }
    synchronized (SINGLE_WRITER_LOCK) {
      if (objects.exists(path)) {
        return false;
      }
      objects.put(path, content, commitId);
      return true;
    }
  }

  /** Whether a single writer is promised for all buckets or for that of a location on S3A. */
  public static boolean isSingleWriter(Path location, Configuration configuration)
      throws IOException {
    return location.getFileSystem(configuration) instanceof S3AFileSystem files
        && isSingleWriter(files);
  }

  static boolean isSingleWriter(S3AFileSystem files) {
    return files.getConf().getBoolean(SINGLE_WRITER, false);
  }

  private static void probe(S3AFileSystem files, Path location) throws IOException {
    S3Objects objects = S3Objects.of(files);
    // A dot sorts before every version, so that no listing of a log meets it.
    Path key = new Path(location, ".conditional-write-" + UUID.randomUUID());
    byte[] content = "May be deleted.\n".getBytes(StandardCharsets.UTF_8);
    String first = UUID.randomUUID().toString();
    try {
      S3Objects.Outcome put = objects.putIfAbsent(key, content, first);
      S3Objects.Outcome again = objects.putIfAbsent(key, content, UUID.randomUUID().toString());
      if (again == S3Objects.Outcome.CREATED) {
        throw new ConditionIgnoredException(
            files.getBucket(), "took a second put of one key, ignoring If-None-Match");
      }
      if (put != S3Objects.Outcome.CREATED || !objects.holds(key, first)) {
        throw new ConditionIgnoredException(
            files.getBucket(), "does not keep an object's metadata, by which a commit is known");
      }
    } finally {
      objects.remove(key);
    }
  }
}
