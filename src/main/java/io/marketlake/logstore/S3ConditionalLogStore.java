package io.marketlake.logstore;

import io.delta.storage.HadoopFileSystemLogStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Iterator;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;

/**
 * Delta's log on S3, safe under any number of writers in any number of processes: {@code
 * spark.delta.logStore.s3a.impl=io.marketlake.logstore.S3ConditionalLogStore}.
 *
 * <p>A version is put on condition that there is none ({@code If-None-Match: *}), which the server
 * decides. Guaranteed, on a server that honours the condition and lists what was put:
 *
 * <ul>
 *   <li>one writer a version; all others get a {@link FileAlreadyExistsException}, on which Delta
 *       resolves the conflict and takes the next version;
 *   <li>a writer whose entry was stored is told so, even if the answer got lost and the retry was
 *       refused: each entry carries its writer's commit id;
 *   <li>an entry is there as a whole or not at all.
 * </ul>
 *
 * An {@link IOException} means that the entry is not there, or that the server could not be asked.
 * A put that was given up may land later, as with every store; who repeats the transaction finds it
 * by its transaction id. The first write to a bucket makes sure that the server honours the
 * condition ({@link ConditionalWrites}), and throws {@link ConditionIgnoredException} otherwise.
 */
public final class S3ConditionalLogStore extends HadoopFileSystemLogStore {
  /** As Delta makes it. */
  public S3ConditionalLogStore(Configuration configuration) {
    super(configuration);
  }

  @Override
  public void write(
      Path path, Iterator<String> actions, Boolean overwrite, Configuration configuration)
      throws IOException {
    S3AFileSystem files = filesOf(path, configuration);
    byte[] content = LogEntry.bytesOf(actions);
    if (overwrite) {
      S3Objects.of(files).put(path, content, UUID.randomUUID().toString());
      return;
    }
    ConditionalWrites.require(files, path.getParent());
    if (!ConditionalWrites.putIfAbsent(files, path, content)) {
      throw new FileAlreadyExistsException(path.toString());
    }
  }

  /** The files beside {@code path} whose name is not less, without folders. */
  @Override
  public Iterator<FileStatus> listFrom(Path path, Configuration configuration) throws IOException {
    S3AFileSystem files = filesOf(path, configuration);
    Path from = files.makeQualified(path);
    LogListing listing =
        new LogListing(
            S3Objects.of(files), from, files.pathToKey(from), files.getDefaultBlockSize(from));
    if (!listing.hasNext() && !files.exists(from.getParent())) {
      throw new FileNotFoundException("There is no log at " + from.getParent());
    }
    return listing;
  }

  @Override
  public Path resolvePathOnPhysicalStorage(Path path, Configuration configuration)
      throws IOException {
    return filesOf(path, configuration).makeQualified(path);
  }

  /** A put is seen as a whole or not at all. */
  @Override
  public Boolean isPartialWriteVisible(Path path, Configuration configuration) {
    return false;
  }

  private static S3AFileSystem filesOf(Path path, Configuration configuration) throws IOException {
    FileSystem files = path.getFileSystem(configuration);
    if (files instanceof S3AFileSystem s3a) {
      return s3a;
    }
    throw new IllegalArgumentException(
        "S3ConditionalLogStore writes s3a:// alone, and " + path + " is on " + files.getClass());
  }
}
