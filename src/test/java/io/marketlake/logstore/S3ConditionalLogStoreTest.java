package io.marketlake.logstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.FaultProxy;
import io.marketlake.FaultProxy.Fault;
import io.marketlake.TestS3;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One entry a version on S3, in fair and bad weather, on a real server. Tier: CI. */
class S3ConditionalLogStoreTest {
  private static FaultProxy proxy;
  private static String bucket;
  private static Configuration configuration;
  private static S3ConditionalLogStore store;

  private Path log;

  @BeforeAll
  static void standBetweenTheClientAndTheServer() throws IOException {
    proxy = FaultProxy.before(TestS3.endpoint());
    bucket = TestS3.newBucket();
    configuration = TestS3.configuration();
    TestS3.settings(bucket, proxy.endpoint()).forEach(configuration::set);
    configuration.set("fs.s3a.bucket." + bucket + ".attempts.maximum", "3");
    configuration.set("fs.s3a.bucket." + bucket + ".retry.interval", "50ms");
    store = new S3ConditionalLogStore(configuration);
    ConditionalWrites.require(new Path("s3a://" + bucket + "/first"), configuration);
  }

  @AfterAll
  static void end() throws IOException {
    FileSystem.get(new Path("s3a://" + bucket).toUri(), configuration).close();
    proxy.close();
  }

  @BeforeEach
  void takeANewLog() {
    proxy.follow(request -> null);
    log = new Path("s3a://" + bucket + "/" + UUID.randomUUID() + "/_delta_log");
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    write(0, "{\"a\":1}", "{\"b\":\"ü\"}");

    assertThat(read(0)).containsExactly("{\"a\":1}", "{\"b\":\"ü\"}");
    assertThat(store.isPartialWriteVisible(log, configuration)).isFalse();
  }

  @Test
  void aSecondWriterOfAVersionIsToldSoByTheExceptionThatDeltaExpects() throws IOException {
    write(0, "first");

    assertThatThrownBy(() -> write(0, "second")).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(read(0)).containsExactly("first");
  }

  @Test
  void whatMayBeOverwrittenIs() throws IOException {
    Path pointer = new Path(log, "_last_checkpoint");

    store.write(pointer, List.of("old").iterator(), true, configuration);
    store.write(pointer, List.of("new").iterator(), true, configuration);

    assertThat(lines(pointer)).containsExactly("new");
  }

  @Test
  void aLogIsListedFromAVersionOnInOrder() throws IOException {
    for (int version : List.of(3, 0, 2, 1)) {
      write(version, "entry " + version);
    }
    store.write(new Path(log, "_commits/x.json"), List.of("x").iterator(), true, configuration);

    List<String> names = new ArrayList<>();
    Iterator<FileStatus> files = store.listFrom(version(1), configuration);
    files.forEachRemaining(file -> names.add(file.getPath().getName()));

    assertThat(names)
        .containsExactly(version(1).getName(), version(2).getName(), version(3).getName());
    assertThat(store.listFrom(version(9), configuration)).isExhausted();
  }

  @Test
  void aListedFileIsThatWhichHadoopKnows() throws IOException {
    write(0, "entry");
    FileStatus known = log.getFileSystem(configuration).getFileStatus(version(0));

    FileStatus listed = store.listFrom(version(0), configuration).next();

    assertThat(listed.getPath()).isEqualTo(known.getPath());
    assertThat(listed.getLen()).isEqualTo(known.getLen());
    assertThat(listed.getModificationTime()).isEqualTo(known.getModificationTime());
  }

  @Test
  void aLogOfMoreThanAPageIsListedAsAWhole() throws IOException {
    IntStream.range(0, 1001)
        .parallel()
        .forEach(
            i -> TestS3.client().putObject(bucket, version(i).toUri().getPath().substring(1), "x"));

    assertThat(store.listFrom(version(0), configuration)).toIterable().hasSize(1001);
    assertThat(store.listFrom(version(1), configuration)).toIterable().hasSize(1000);
  }

  @Test
  void aLogThatIsNotThereIsSaidToBeMissing() {
    assertThatThrownBy(() -> store.listFrom(version(0), configuration))
        .isInstanceOf(FileNotFoundException.class);
  }

  @Test
  void aLostAnswerToAStoredEntryIsASuccess() throws IOException {
    proxy.follow(FaultProxy.next("PUT", Fault.RESET_AFTER));

    write(0, "mine");

    assertThat(read(0)).containsExactly("mine");
    assertThat(proxy.fired(Fault.RESET_AFTER)).isEqualTo(1);
  }

  @Test
  void aLostAnswerAtTheLastTryIsASuccessToo() throws IOException {
    proxy.follow(
        FaultProxy.next(
            "PUT", Fault.SLOW_DOWN, Fault.SLOW_DOWN, Fault.SLOW_DOWN, Fault.RESET_AFTER));

    write(0, "mine");

    assertThat(proxy.fired(Fault.SLOW_DOWN)).isEqualTo(3);
    assertThat(proxy.fired(Fault.RESET_AFTER)).isEqualTo(1);
    assertThat(read(0)).containsExactly("mine");
  }

  @Test
  void aLostAnswerWhereAnotherWonIsAConflict() throws IOException {
    write(0, "another's");
    proxy.follow(FaultProxy.next("PUT", Fault.RESET_AFTER));

    assertThatThrownBy(() -> write(0, "mine")).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(read(0)).containsExactly("another's");
  }

  @Test
  void theSameBytesOfAnotherAreAConflict() throws IOException {
    write(0, "the same");

    assertThatThrownBy(() -> write(0, "the same")).isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void aPutThatMetAnotherIsTriedAgain() throws IOException {
    proxy.follow(FaultProxy.next("PUT", Fault.CONFLICT, Fault.CONFLICT, Fault.CONFLICT));

    write(0, "mine");

    assertThat(read(0)).containsExactly("mine");
    assertThat(proxy.fired(Fault.CONFLICT)).isEqualTo(3);
  }

  @Test
  void aBusyServerIsAskedAgain() throws IOException {
    proxy.follow(FaultProxy.next("PUT", Fault.SLOW_DOWN, Fault.INTERNAL_ERROR, Fault.RESET_BEFORE));

    write(0, "mine");

    assertThat(read(0)).containsExactly("mine");
    assertThat(proxy.fired(Fault.SLOW_DOWN)).isEqualTo(1);
    assertThat(proxy.fired(Fault.INTERNAL_ERROR)).isEqualTo(1);
    assertThat(proxy.fired(Fault.RESET_BEFORE)).isEqualTo(1);
  }

  @Test
  void aServerThatStaysAwayIsAnErrorAndNothingIsThere() throws IOException {
    proxy.follow(request -> request.method().equals("PUT") ? Fault.INTERNAL_ERROR : null);

    assertThatThrownBy(() -> write(0, "mine"))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(FileAlreadyExistsException.class);

    proxy.follow(request -> null);
    write(0, "another's");
    assertThat(read(0)).containsExactly("another's");
  }

  @Test
  void aPutThatWasCutShortIsNeverHalfAnEntry() throws IOException {
    proxy.follow(FaultProxy.next("PUT", Fault.TRUNCATED));
    String line = "x".repeat(100_000);

    write(0, line);

    assertThat(read(0)).containsExactly(line);
    assertThat(proxy.fired(Fault.TRUNCATED)).isEqualTo(1);
  }

  @Test
  void aReadThatWasCutShortIsNeverHalfAnEntry() throws IOException {
    String line = "x".repeat(100_000);
    write(0, line);
    proxy.follow(FaultProxy.next("GET", Fault.TRUNCATED, Fault.RESET_AFTER));

    assertThat(read(0)).containsExactly(line);
    assertThat(proxy.fired(Fault.TRUNCATED)).isEqualTo(1);
    assertThat(proxy.fired(Fault.RESET_AFTER)).isEqualTo(1);
  }

  @Test
  void inAnyWeatherEachVersionHasOneWriterAndEachAnswerIsTrue() throws IOException {
    proxy.follow(FaultProxy.random(7, 0.2));
    int versions = 40;
    List<Integer> acknowledged = new ArrayList<>();
    for (int version = 0; version < versions; version++) {
      try {
        write(version, "mine " + version);
        acknowledged.add(version);
      } catch (IOException e) {
        assertThat(e).isNotInstanceOf(FileAlreadyExistsException.class);
      }
    }
    int struck = proxy.fired(Fault.values());
    proxy.follow(request -> null);

    for (int version : acknowledged) {
      assertThat(read(version)).containsExactly("mine " + version);
    }
    assertThat(acknowledged).hasSizeGreaterThan(versions / 2);
    assertThat(struck).isGreaterThan(5);
  }

  private Path version(int version) {
    return new Path(log, String.format("%020d.json", version));
  }

  private void write(int version, String... lines) throws IOException {
    store.write(version(version), List.of(lines).iterator(), false, configuration);
  }

  private List<String> read(int version) throws IOException {
    return lines(version(version));
  }

  private static List<String> lines(Path path) throws IOException {
    List<String> lines = new ArrayList<>();
    try (var entry = store.read(path, configuration)) {
      entry.forEachRemaining(lines::add);
    }
    return lines;
  }
}
