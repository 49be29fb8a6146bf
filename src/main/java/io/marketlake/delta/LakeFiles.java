package io.marketlake.delta;

import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.StoredFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Small text files under the lake's root, on a local disk or on S3, each whole or absent. */
public final class LakeFiles {
  private final StoredFiles files;
  private final Path root;

  LakeFiles(LakeLocation location, Configuration hadoop) throws IOException {
    this.files = StoredFiles.at(location, hadoop);
    this.root = location.root();
  }

  /** The text of a file; empty if there is none. */
  public Optional<String> read(String name) {
    return now(() -> files.read(name));
  }

  /** Puts a text in the place of a file. A reader sees the old text or the new one. */
  public void write(String name, String text) {
    now(
        () -> {
          files.write(name, text);
          return true;
        });
  }

  /**
   * Puts a text where there is no file yet, for what may be decided once only.
   *
   * @return whether the file now has this text
   */
  public boolean create(String name, String text) {
    return now(() -> files.create(name, text));
  }

  /** The names of the files in a folder, sorted; none if there is no such folder. */
  public List<String> list(String folder) {
    return now(() -> files.list(folder));
  }

  /** Removes a file or a folder with all in it; nothing happens if there is none. */
  public void delete(String name) {
    now(
        () -> {
          files.delete(name);
          return true;
        });
  }

  /** The full path of a file or folder of that name. */
  public String pathOf(String name) {
    return new Path(root, name).toString();
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  private static <T> T now(Work<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
