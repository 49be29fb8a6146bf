package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.marketlake.BronzeRows;
import io.marketlake.TestLake;
import io.marketlake.TestS3;
import io.marketlake.TestSpark;
import io.marketlake.config.SettingsLoader;
import io.marketlake.delta.Commit;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeFile;
import io.marketlake.lease.LockedLease;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The two jobs that look after a lake, as a user runs them.
 *
 * <p>Tier: CI; on S3: proof.
 */
class UpkeepTest {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 2);

  @TempDir private Path folder;
  private Lake lake;

  @BeforeEach
  void makeLake() {
    lake = Lake.open(TestSpark.session(), LakeLocation.of(folder.toString(), S3Settings.AMAZON));
    lake.tables().ensure(BronzeEvents.TABLE);
  }

  private void append(long offset) {
    append(lake, offset);
  }

  private static void append(Lake lake, long offset) {
    lake.tables()
        .append(
            BronzeEvents.TABLE,
            BronzeRows.ticks(DAY, offset, 5).coalesce(1),
            new Commit("bronze-test", offset, "from " + offset));
  }

  /** What a job printed, what it said was wrong, and how it ended. */
  private record Outcome(int status, String printed, String said) {}

  private Outcome run(Callable<Integer> job, String... arguments) {
    return run(Map.of("lake.path", folder.toString()), job, arguments);
  }

  private static Outcome run(
      Map<String, String> settings, Callable<Integer> job, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    settings.forEach((key, value) -> all.addAll(List.of("--set", key + "=" + value)));
    StringWriter said = new StringWriter();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      int status =
          Launcher.line(job)
              .setErr(new PrintWriter(said, true))
              .execute(all.toArray(String[]::new));
      return new Outcome(status, printed.toString(StandardCharsets.UTF_8), said.toString());
    } finally {
      System.setOut(before);
    }
  }

  @Test
  void maintainPrintsALineATableAndSaysWhenThereIsNothingToDo() {
    append(0);
    append(5);

    Outcome planned = run(new Maintain(), "--dry-run");
    Outcome first = run(new Maintain());
    Outcome second = run(new Maintain());

    assertThat(planned.status()).isZero();
    assertThat(planned.printed()).contains("bronze.events", "2 -> 2", "would pack", DAY.toString());
    assertThat(first.status()).isZero();
    assertThat(first.printed()).contains("bronze.events", "2 -> 1").doesNotContain("nothing");
    assertThat(second.printed()).contains("bronze.events", "1 -> 1", "nothing to do");
  }

  @Test
  void aSecondMaintainAtOnceIsRefusedUnlessItIsADryRunWhichWritesNothing() {
    LockedLease other = LockedLease.acquire(lake.folder(), List.of("maintain"));
    try {
      List<LakeFile> before = lake.tree(Lake.STATE);
      Outcome dry = run(new Maintain(), "--dry-run");

      assertThat(dry.status()).as(dry.said()).isZero();
      assertThat(lake.tree(Lake.STATE)).containsExactlyInAnyOrderElementsOf(before);

      Outcome outcome = run(new Maintain());

      assertThat(outcome.status()).isEqualTo(2);
      assertThat(outcome.said()).startsWith("error: ").contains("another process holds its lease");
    } finally {
      other.close();
    }
  }

  @Test
  void bothRefuseAFolderThatIsNoLake() {
    folder = folder.resolve("elsewhere");

    assertThat(run(new Maintain()).status()).isEqualTo(2);
    assertThat(run(new Doctor()).status()).isEqualTo(2);
  }

  @Test
  void theDoctorsExitCodeIsThatOfTheGravestFinding() throws IOException {
    assertThat(run(new Doctor()).printed())
        .contains("0 errors, 0 warnings, 0 notes from 10 checks");
    assertThat(run(new Doctor(), "--deep").status()).isZero();

    append(0);
    Outcome warned = run(new Doctor());

    assertThat(warned.status()).isEqualTo(3);
    assertThat(warned.printed())
        .contains(
            "warning  checkpoints", "bronze/ticks", "why:  ", "cure: ", "0 errors, 1 warnings");

    lake.tables()
        .append(
            BronzeEvents.TABLE,
            BronzeRows.ticks(DAY, 2, 1),
            new Commit("bronze-test", 99, "twice"));
    Outcome failed = run(new Doctor(), "--format", "json");

    assertThat(failed.status()).isEqualTo(4);
    List<String> lines = failed.printed().lines().toList();
    assertThat(lines).hasSize(2);
    JsonNode gravest = new JsonMapper().readTree(lines.get(0));
    assertThat(gravest.path("severity").asText()).isEqualTo("error");
    assertThat(gravest.path("check").asText()).isEqualTo("offsets");
    assertThat(gravest.path("what").asText()).contains("there twice, the first at offset 2");
    assertThat(gravest.fieldNames())
        .toIterable()
        .containsExactly("severity", "check", "where", "what", "why", "cure");
  }

  @Test
  @Tag("proof")
  void bothWorkOnALakeOnS3() {
    Map<String, String> settings = new HashMap<>(TestLake.s3());
    settings.put("lake.path", TestS3.newLocation("upkeep"));
    Lake onS3 =
        Lake.open(
            TestSpark.session(),
            SettingsLoader.load(Optional.empty(), settings, Map.of()).settings().lake());
    onS3.tables().ensure(BronzeEvents.TABLE);
    append(onS3, 0);
    append(onS3, 5);

    Outcome packed = run(settings, new Maintain());
    Outcome found = run(settings, new Doctor());

    assertThat(packed.printed()).as(packed.said()).contains("bronze.events", "2 -> 1");
    assertThat(found.printed()).as(found.said()).contains("0 errors, 1 warnings, 0 notes");
    assertThat(onS3.tables().read(BronzeEvents.TABLE).count()).isEqualTo(10);
  }
}
