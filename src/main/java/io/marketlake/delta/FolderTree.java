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
import org.apache.hadoop.fs.Path;

/** The files in a folder and in all folders within it; on S3 one listing, however deep. */
final class FolderTree {
  private FolderTree() {}

  /** The files of a folder, by their paths relative to a root; none if there is no such folder. */
  static List<LakeFile> of(Path root, Path folder, Configuration hadoop) {
    List<LakeFile> found = new ArrayList<>();
    try {
      FileSystem files = root.getFileSystem(hadoop);
      String prefix = files.makeQualified(root) + "/";
      var entries = files.listFiles(folder, true);
      while (entries.hasNext()) {
        FileStatus status = entries.next();
        found.add(
            new LakeFile(
                files.makeQualified(status.getPath()).toString().substring(prefix.length()),
                status.getLen(),
                Instant.ofEpochMilli(status.getModificationTime())));
      }
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }
}
