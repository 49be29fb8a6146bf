package io.marketlake.storage;

import io.marketlake.logstore.ConditionalWrites;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;

/**
 * An object on S3 that is put only where there is none yet, whole or not at all, and once, however
 * many processes try. Another's with the same bytes is as good as one's own.
 */
final class FirstPut {
  private FirstPut() {}

  /** Puts an object where there is none yet; tells whether the object now has these bytes. */
  static boolean put(S3AFileSystem files, Path path, byte[] bytes) throws IOException {
    return ConditionalWrites.putIfAbsent(files, path, bytes)
        || Arrays.equals(bytes, read(files, path));
  }

  private static byte[] read(S3AFileSystem files, Path path) throws IOException {
    try (FSDataInputStream in = files.open(path)) {
      return in.readAllBytes();
    } catch (FileNotFoundException e) {
      throw new IOException(path + " was there and is gone", e);
    }
  }
}
