package io.marketlake.logstore;

import io.delta.storage.HadoopFileSystemLogStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;

/**
 * Delta's log on a local disk, safe under any number of processes: {@code
 * spark.delta.logStore.file.impl=io.marketlake.logstore.LocalConditionalLogStore}. Delta's own
 * store looks whether a version is there and then renames over it, so that of two processes both
 * may be told that they won.
 *
 * <p>A version is written beside its name and then linked to its name, which fails where the name
 * is taken. Guaranteed, however a process ends: one writer a version, all others get a {@link
 * FileAlreadyExistsException}; a version is there as a whole or not at all. Not guaranteed: that it
 * outlives a loss of power, since the data files that Spark writes are not forced to the disk
 * either. The file system needs hard links, as ext4, xfs, btrfs, APFS and NTFS have them.
 */
public final class LocalConditionalLogStore extends HadoopFileSystemLogStore {
  /** As Delta makes it. */
  public LocalConditionalLogStore(Configuration configuration) {
    super(configuration);
  }

  @Override
  public void write(
      org.apache.hadoop.fs.Path path,
      Iterator<String> actions,
      Boolean overwrite,
      Configuration configuration)
      throws IOException {
    Path target = Path.of(path.getFileSystem(configuration).makeQualified(path).toUri().getPath());
    String name = target.getFileName().toString();
    if (!overwrite && Files.exists(target)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    Path draft = target.resolveSibling("." + name + "." + UUID.randomUUID() + ".tmp");
    try {
      Files.write(draft, LogEntry.bytesOf(actions), StandardOpenOption.CREATE_NEW);
      // Hadoop would judge the new file by the check sum of one that it wrote before.
      Files.deleteIfExists(target.resolveSibling("." + name + ".crc"));
      if (overwrite) {
        Files.move(
            draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } else {
        link(target, draft);
      }
    } catch (NoSuchFileException e) {
      FileNotFoundException missing =
          new FileNotFoundException("There is no log at " + target.getParent());
      missing.initCause(e);
      throw missing;
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static void link(Path target, Path draft) throws IOException {
    try {
      Files.createLink(target, draft);
    } catch (UnsupportedOperationException e) {
      FileSystemException refused =
          new FileSystemException(
              target.toString(),
              draft.toString(),
              "the file system has no hard links; keep the tables on one that has");
      refused.initCause(e);
      throw refused;
    }
  }

  /** Only entries are written as a whole; Delta's checkpoints go through a temporary name. */
  @Override
  public Boolean isPartialWriteVisible(
      org.apache.hadoop.fs.Path path, Configuration configuration) {
    return true;
  }
}
