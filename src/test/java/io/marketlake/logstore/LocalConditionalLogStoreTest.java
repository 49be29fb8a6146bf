package io.marketlake.logstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delta.storage.HDFSLogStore;
import io.delta.storage.LogStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One entry a version on a local disk. Tier: CI. */
class LocalConditionalLogStoreTest {
  private final Configuration configuration = new Configuration();
  private final LocalConditionalLogStore store = new LocalConditionalLogStore(configuration);

  @TempDir private java.nio.file.Path folder;
  private Path log;

  @BeforeEach
  void takeALog() {
    log = new Path(folder.toUri());
  }

  @Test
  void whatIsWrittenIsReadAndNothingElseIsLeft() throws IOException {
    write(store, 0, "{\"a\":1}", "{\"b\":\"ü\"}");

    assertThat(read(0)).containsExactly("{\"a\":1}", "{\"b\":\"ü\"}");
    assertThat(folder).isDirectoryContaining(file -> file.endsWith(version(0).getName()));
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void aSecondWriterOfAVersionIsToldSo() throws IOException {
    write(store, 0, "first");

    assertThatThrownBy(() -> write(store, 0, "second"))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(read(0)).containsExactly("first");
  }

  @Test
  void whatMayBeOverwrittenIsAlsoWhereHadoopKeptACheckSumOfIt() throws IOException {
    Path pointer = new Path(log, "_last_checkpoint");
    try (var out = pointer.getFileSystem(configuration).create(pointer, true)) {
      out.writeBytes("old and longer\n");
    }
    assertThat(folder.resolve("._last_checkpoint.crc")).exists();

    store.write(pointer, List.of("new").iterator(), true, configuration);

    assertThat(lines(pointer)).containsExactly("new");
  }

  @Test
  void aLogBegunByDeltasOwnStoreGoesOn() throws IOException {
    write(new HDFSLogStore(configuration), 0, "theirs");

    assertThatThrownBy(() -> write(store, 0, "ours"))
        .isInstanceOf(FileAlreadyExistsException.class);
    write(store, 1, "ours");

    List<String> names = new ArrayList<>();
    store
        .listFrom(version(0), configuration)
        .forEachRemaining(file -> names.add(file.getPath().getName()));
    assertThat(names).containsExactly(version(0).getName(), version(1).getName());
    assertThat(read(0)).containsExactly("theirs");
  }

  @Test
  void aPathWithBlanksAndUmlautsIsTheSamePath() throws IOException {
    Files.createDirectory(folder.resolve("ein schöner Tag %20"));
    Path entry = new Path(new Path(log, "ein schöner Tag %20"), "00000000000000000000.json");

    store.write(entry, List.of("entry").iterator(), false, configuration);

    assertThat(lines(entry)).containsExactly("entry");
  }

  @Test
  void aLogThatIsNotThereIsSaidToBeMissing() {
    Path entry = new Path(log, "absent/00000000000000000000.json");

    assertThatThrownBy(() -> store.write(entry, List.of("entry").iterator(), false, configuration))
        .isInstanceOf(FileNotFoundException.class);
  }

  private Path version(int version) {
    return new Path(log, String.format("%020d.json", version));
  }

  private void write(LogStore store, int version, String... lines) throws IOException {
    store.write(version(version), List.of(lines).iterator(), false, configuration);
  }

  private List<String> read(int version) throws IOException {
    return lines(version(version));
  }

  private List<String> lines(Path path) throws IOException {
    List<String> lines = new ArrayList<>();
    try (var entry = store.read(path, configuration)) {
      entry.forEachRemaining(lines::add);
    }
    return lines;
  }
}
