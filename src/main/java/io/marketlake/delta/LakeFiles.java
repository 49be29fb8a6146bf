package io.marketlake.delta;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/** Small text files under the lake's root, each replaced as a whole or not at all. */
public final class LakeFiles {
  private final FileContext files;
  private final Path root;

  LakeFiles(Path root, Configuration hadoop) throws IOException {
    this.files = FileContext.getFileContext(root.toUri(), hadoop);
    this.root = root;
    // A file and its checksum are not replaced in one step; the text is small and whole or absent.
    files.setVerifyChecksum(false, root);
  }

  /** The text of a file; empty if there is none. */
  public Optional<String> read(String name) {
    try (FSDataInputStream in = files.open(new Path(root, name))) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts a text in the place of a file. A reader sees the old text or the new one. */
  public void write(String name, String text) {
    Path target = new Path(root, name);
    Path draft = new Path(target.getParent(), "." + target.getName() + ".draft");
    try {
      try (var out =
          files.create(
              draft,
              EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE),
              Options.CreateOpts.createParent())) {
        out.write(text.getBytes(StandardCharsets.UTF_8));
      }
      files.rename(draft, target, Options.Rename.OVERWRITE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of the files in a folder, sorted; none if there is no such folder. */
  public List<String> list(String folder) {
    List<String> names = new ArrayList<>();
    try {
      for (FileStatus status : files.util().listStatus(new Path(root, folder))) {
        names.add(status.getPath().getName());
      }
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    names.sort(null);
    return names;
  }

  /** Removes a file or a folder with all in it; nothing happens if there is none. */
  public void delete(String name) {
    try {
      files.delete(new Path(root, name), true);
    } catch (FileNotFoundException e) {
      // As wanted.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The full path of a file or folder of that name. */
  public String pathOf(String name) {
    return new Path(root, name).toString();
  }
}
