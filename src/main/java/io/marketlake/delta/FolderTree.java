package io.marketlake.delta;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** The files in a folder and in all folders within it; on S3 one listing, however deep. */
final class FolderTree {
  /** So often a tree is listed whose folders vanish meanwhile. */
  private static final int ATTEMPTS = 10;

  private FolderTree() {}

  /**
   * The files of a folder, by their paths relative to a root; none if there is no such folder.
   * Where a folder within it vanishes meanwhile, all are listed anew: a list is whole or not there.
   */
  static List<LakeFile> of(Path root, Path folder, Configuration hadoop) {
    try {
      FileSystem files = root.getFileSystem(hadoop);
      for (int attempt = 1; ; attempt++) {
        RemoteIterator<LocatedFileStatus> entries;
        try {
          entries = files.listFiles(folder, true);
        } catch (FileNotFoundException e) {
          return List.of();
        }
        try {
          return all(entries, files, files.makeQualified(root) + "/");
        } catch (FileNotFoundException e) {
          if (attempt == ATTEMPTS) {
            throw e;
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<LakeFile> all(
      RemoteIterator<LocatedFileStatus> entries, FileSystem files, String prefix)
      throws IOException {
    List<LakeFile> found = new ArrayList<>();
    while (entries.hasNext()) {
      FileStatus status = entries.next();
      found.add(
          new LakeFile(
              files.makeQualified(status.getPath()).toString().substring(prefix.length()),
              status.getLen(),
              Instant.ofEpochMilli(status.getModificationTime())));
    }
    return found;
  }
}
