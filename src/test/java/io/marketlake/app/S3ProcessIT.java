package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestLake;
import io.marketlake.TestS3;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeCatalog;
import io.marketlake.schema.BronzeEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes on a lake on S3.
 *
 * <p>Tier: CI for a mistake, proof for the process that is paused.
 */
class S3ProcessIT {
  private static final String STREAM = "scripts/spark-submit/stream.sh";

  @TempDir private Path folder;

  private static List<String> arguments(TestLake lake) {
    Map<String, String> settings = new TreeMap<>(TestLake.s3());
    settings.put("lake.path", lake.settings().lakePath());
    settings.put("lease.duration", lake.settings().leases().duration().toMillis() + "ms");
    settings.put("kafka.bootstrap-servers", lake.settings().kafka().bootstrapServers());
    lake.settings()
        .feeds()
        .values()
        .forEach(feed -> settings.put("feeds." + feed.name() + ".topic", feed.topic()));
    List<String> arguments = new ArrayList<>();
    settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    return arguments;
  }

  /** What no output may have in it. */
  private static String secret() {
    return TestS3.environment().getOrDefault("AWS_SECRET_ACCESS_KEY", "");
  }

  @Test
  void aWrongSecretEndsAJobWithOneSentenceAndIsNowhereInItsOutput() {
    Map<String, String> environment = new HashMap<>(TestS3.environment());
    environment.put("AWS_SECRET_ACCESS_KEY", "planted-" + secret());
    List<String> settings = new ArrayList<>(List.of("--set", "lake.path=s3a://" + TestS3.bucket()));
    TestLake.s3().forEach((key, value) -> settings.addAll(List.of("--set", key + "=" + value)));

    Scripts.Result result = Scripts.run(environment, "scripts/spark-submit/silver.sh", settings);

    assertThat(result.status()).as(result.output()).isEqualTo(2);
    assertThat(result.output())
        .contains("the secret does not belong to the access key")
        .doesNotContain(secret(), "planted-");
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void aProcessPausedPastItsLeaseWritesNothingMoreOnceItGoesOn() throws Exception {
    TestLake lake = TestLake.onS3("paused", Map.of("lease.duration", "3s"));
    lake.publishModel();
    int sent = 0;
    for (int round = 0; round < 3; round++) {
      SampleEvents.send(lake, sent);
      sent += 5;
      Path output = folder.resolve("output-" + round);
      Process paused = start(lake, output);
      awaitRows(lake, sent, paused, output);
      // It is somewhere in the micro-batch of these when it is stopped.
      SampleEvents.send(lake, sent);
      sent += 5;
      boolean unused = paused.waitFor(round * 700L, TimeUnit.MILLISECONDS);
      signal("STOP", paused);

      lake.run(TestLake.FUSED);
      Map<String, Long> versions = versions(lake);
      Map<String, Long> entries = checkpointEntries(lake);
      signal("CONT", paused);
      SampleEvents.send(lake, sent);
      sent += 5;

      assertThat(paused.waitFor(2, TimeUnit.MINUTES)).isTrue();
      String said = Files.readString(output);
      assertThat(paused.exitValue()).as(said).isEqualTo(2);
      assertThat(said).contains("no longer holds the lease of").doesNotContain(secret());
      assertThat(versions(lake)).isEqualTo(versions);
      assertThat(checkpointEntries(lake)).isEqualTo(entries).isNotEmpty();
    }
    lake.run(TestLake.FUSED);
    lake.assertNothingLostOrDoubled();
    TestLake undisturbed = lake.beside(folder.resolve("undisturbed"));
    undisturbed.publishModel();
    undisturbed.run(TestLake.FUSED);
    assertThat(lake.contents()).isEqualTo(undisturbed.contents());
  }

  private static Process start(TestLake lake, Path output) throws IOException {
    List<String> command = new ArrayList<>(List.of("bash", STREAM));
    command.addAll(arguments(lake));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(TestS3.environment());
    builder.environment().remove("SPARK_HOME");
    return builder.start();
  }

  /** Waits until bronze has what was sent. */
  private static void awaitRows(TestLake lake, int sent, Process process, Path output)
      throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    long expected = sent * 6L;
    while (System.nanoTime() < deadline) {
      if (process.waitFor(200, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("The job ended:\n" + Files.readString(output));
      }
      if (lake.lake().tables().exists(BronzeEvents.TABLE) && lake.bronze().count() >= expected) {
        return;
      }
    }
    throw new AssertionError("The job takes nothing in:\n" + Files.readString(output));
  }

  private static Map<String, Long> versions(TestLake lake) {
    Map<String, Long> versions = new TreeMap<>();
    LakeCatalog.tablesOf(lake.settings().feeds().values())
        .forEach(table -> versions.put(table.id(), lake.lake().tables().version(table)));
    return versions;
  }

  /** The files of all checkpoints, and their sizes. */
  private static Map<String, Long> checkpointEntries(TestLake lake) {
    Map<String, Long> entries = new TreeMap<>();
    lake.lake()
        .tree(Lake.STATE + "/checkpoints")
        .forEach(file -> entries.put(file.path(), file.bytes()));
    return entries;
  }

  private static void signal(String name, Process process) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }
}
