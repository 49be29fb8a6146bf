package io.marketlake.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.RemoteIterator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tier: CI. */
class FolderTreeTest {
  @TempDir private java.nio.file.Path folder;
  private final Configuration hadoop = new Configuration();

  @BeforeEach
  void useAnUnsteadyDisk() {
    hadoop.setClass("fs.file.impl", UnsteadyDisk.class, RawLocalFileSystem.class);
    hadoop.setBoolean("fs.file.impl.disable.cache", true);
  }

  /**
   * The local disk, on which a folder {@code fleeting} is removed when its listing has come to it,
   * and a folder {@code hidden} is seen in its parent but can't be listed.
   */
  public static final class UnsteadyDisk extends RawLocalFileSystem {
    @Override
    public RemoteIterator<LocatedFileStatus> listLocatedStatus(Path path) throws IOException {
      if (path.getName().equals("fleeting")) {
        delete(path, true);
      }
      if (path.getName().equals("hidden")) {
        throw new FileNotFoundException(path.toString());
      }
      return super.listLocatedStatus(path);
    }
  }

  private void write(String file) throws IOException {
    java.nio.file.Path path = folder.resolve(file);
    Files.createDirectories(path.resolveSibling(""));
    Files.writeString(path, "text");
  }

  private Path root() {
    return new Path(folder.toString());
  }

  @Test
  void aFolderThatVanishesWithinDoesNotHideTheOthers() throws IOException {
    write("lake/a/1");
    write("lake/fleeting/2");
    write("lake/z/3");

    assertThat(FolderTree.of(root(), new Path(root(), "lake"), hadoop))
        .extracting(LakeFile::path)
        .containsExactlyInAnyOrder("lake/a/1", "lake/z/3");
  }

  @Test
  void aFolderThatIsNotThereHasNoFiles() {
    assertThat(FolderTree.of(root(), new Path(root(), "lake"), hadoop)).isEmpty();
  }

  @Test
  void aTreeThatCanNotBeListedWholeIsNotListedInPart() throws IOException {
    write("lake/a/1");
    write("lake/hidden/2");

    assertThatThrownBy(() -> FolderTree.of(root(), new Path(root(), "lake"), hadoop))
        .isInstanceOf(UncheckedIOException.class);
  }
}
