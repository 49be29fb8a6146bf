package io.marketlake.logstore;

import com.amazonaws.services.s3.model.ListObjectsV2Result;
import com.amazonaws.services.s3.model.S3ObjectSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * The files of a log from a name on, in the order of their names. The server is asked to begin
 * there, so that a long log costs no more than a short one, and a page at a time.
 */
final class LogListing implements Iterator<FileStatus> {
  private final S3Objects objects;
  private final Path from;
  private final String prefix;
  private final long blockSize;
  private final Deque<FileStatus> page = new ArrayDeque<>();
  private String continuation = "";
  private boolean hasMorePages = true;

  /**
   * Asks for the first page.
   *
   * @param key the key of {@code from} in its bucket
   */
  LogListing(S3Objects objects, Path from, String key, long blockSize) throws IOException {
    this.objects = objects;
    this.from = from;
    this.prefix = key.substring(0, key.length() - from.getName().length());
    this.blockSize = blockSize;
    fill();
  }

  private void fill() throws IOException {
    while (page.isEmpty() && hasMorePages) {
      // S3 begins after the key that it is given; the name less its last letter sorts before it.
      String name = from.getName();
      ListObjectsV2Result result =
          objects.list(
              from.getParent(), prefix + name.substring(0, name.length() - 1), continuation);
      for (S3ObjectSummary object : result.getObjectSummaries()) {
        String found = object.getKey().substring(prefix.length());
        if (found.compareTo(name) >= 0) {
          page.add(
              new FileStatus(
                  object.getSize(),
                  false,
                  1,
                  blockSize,
                  object.getLastModified().toInstant().toEpochMilli(),
                  new Path(from.getParent(), found)));
        }
      }
      hasMorePages = result.isTruncated();
      continuation = hasMorePages ? result.getNextContinuationToken() : "";
    }
  }

  @Override
  public boolean hasNext() {
    try {
      fill();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return !page.isEmpty();
  }

  @Override
  public FileStatus next() {
    if (!hasNext()) {
      throw new NoSuchElementException("The log has no more files");
    }
    return page.remove();
  }
}
