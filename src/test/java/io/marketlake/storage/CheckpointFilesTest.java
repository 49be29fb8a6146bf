package io.marketlake.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.FaultProxy;
import io.marketlake.TestS3;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.execution.streaming.CheckpointFileManager;
import org.apache.spark.sql.execution.streaming.CheckpointFileManager.CancellableFSDataOutputStream;
import org.junit.jupiter.api.Test;

/**
 * The entries of a checkpoint on a real S3 server.
 *
 * <p>Tier: CI.
 */
class CheckpointFilesTest {
  private final Path folder = new Path(TestS3.newLocation("checkpoint"));
  private final Path entry = new Path(folder, "offsets/7");
  private final CheckpointFileManager files = at(folder, TestS3.configuration());

  private static CheckpointFileManager at(Path folder, Configuration hadoop) {
    return new CheckpointFiles(folder, hadoop);
  }

  /** A write that has come so far that only its end is missing. */
  private static CancellableFSDataOutputStream begun(
      CheckpointFileManager files, Path path, boolean overwrites, String text) throws IOException {
    CancellableFSDataOutputStream out = files.createAtomic(path, overwrites);
    out.write(text.getBytes(UTF_8));
    return out;
  }

  private static void write(CheckpointFileManager files, Path path, String text)
      throws IOException {
    begun(files, path, false, text).close();
  }

  private static String read(CheckpointFileManager files, Path path) throws IOException {
    try (FSDataInputStream in = files.open(path)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private List<String> names() {
    return Arrays.stream(files.list(entry.getParent()))
        .map(status -> status.getPath().getName())
        .toList();
  }

  @Test
  void theLaterOfTwoWritersOfAnEntryIsRefused() throws IOException {
    CancellableFSDataOutputStream paused = begun(files, entry, false, "the paused one's");
    write(files, entry, "its successor's");

    assertThatThrownBy(paused::close)
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("offsets/7 was written by another process");
    assertThat(read(files, entry)).isEqualTo("its successor's");
    assertThat(names()).containsExactly("7");
  }

  @Test
  void theSameBytesAgainAreAccepted() throws IOException {
    write(files, entry, "{}");

    write(files, entry, "{}");

    assertThat(read(files, entry)).isEqualTo("{}");
  }

  @Test
  void aCancelledWriteLeavesNothingAndTheEntryFree() throws IOException {
    write(files, new Path(folder, "offsets/6"), "before");
    CancellableFSDataOutputStream cancelled = begun(files, entry, false, "half");

    cancelled.cancel();
    cancelled.close();

    assertThat(files.exists(entry)).isFalse();
    assertThat(names()).containsExactly("6");
    write(files, entry, "whole");
    assertThat(read(files, entry)).isEqualTo("whole");
  }

  @Test
  void nothingIsThereBeforeTheEndOfAWrite() throws IOException {
    CancellableFSDataOutputStream out = begun(files, entry, false, "whole");
    out.flush();
    assertThat(files.exists(entry)).isFalse();

    out.close();
    out.close();

    assertThat(read(files, entry)).isEqualTo("whole");
  }

  @Test
  void whatMayBeReplacedIsReplacedUnlessTheWriteIsCancelled() throws IOException {
    write(files, entry, "old");

    begun(files, entry, true, "new").close();
    begun(files, entry, true, "half").cancel();

    assertThat(read(files, entry)).isEqualTo("new");
    assertThat(names()).containsExactly("7");
  }

  @Test
  void aPromisedSingleWriterKeepsEntriesOnAServerWithoutConditions() throws IOException {
    try (FaultProxy proxy = FaultProxy.before(TestS3.endpoint())) {
      for (FaultProxy.Plan plan :
          List.of(FaultProxy.ignoringConditions(), FaultProxy.refusingConditions())) {
        proxy.follow(plan);
        String bucket = TestS3.newBucket();
        Path there = new Path("s3a://" + bucket + "/checkpoint/offsets/7");
        Configuration hadoop = TestS3.configuration();
        TestS3.settings(bucket, proxy.endpoint()).forEach(hadoop::set);
        hadoop.set("fs.s3a.bucket." + bucket + ".logstore.single.writer", "true");
        CheckpointFileManager own = at(there.getParent().getParent(), hadoop);

        write(own, there, "first");

        assertThatThrownBy(() -> write(own, there, "second"))
            .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(read(own, there)).isEqualTo("first");
        FileSystem.get(there.toUri(), hadoop).close();
      }
    }
  }
}
