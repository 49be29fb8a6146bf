package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script for cron, beside jobs that note what they were asked. Tier: CI. */
class RetrainDirectionScriptTest {
  private static final String SCRIPT = "scripts/cron/retrain-direction.sh";

  @TempDir private Path folder;

  @BeforeEach
  void copyScript() throws IOException {
    Path copy = folder.resolve(SCRIPT);
    Files.createDirectories(copy.getParent());
    Files.createDirectories(folder.resolve("scripts/spark-submit"));
    Files.copy(Path.of(SCRIPT), copy);
  }

  private void job(String name, String lines) throws IOException {
    Path job = folder.resolve("scripts/spark-submit").resolve(name + ".sh");
    Files.writeString(job, "#!/usr/bin/env bash\necho \"" + name + " $*\" >> calls\n" + lines);
    Files.setPosixFilePermissions(job, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void jobs(String alerts, String train) throws IOException {
    job("quality", "");
    job("alerts", alerts);
    job("train", train);
  }

  private int run(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("bash", SCRIPT));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("printed").toFile())
            .start();
    return process.waitFor();
  }

  private String text(String file) throws IOException {
    return Files.readString(folder.resolve(file), StandardCharsets.UTF_8);
  }

  @Test
  void onlyHorizonsWithAnOpenAlertAreTrainedAndOnlyOfNewBars() throws Exception {
    jobs(
        """
        echo "ticks 1m +30 20260301T000000Z-aaaa"
        echo "ticks 1m +5 20260301T000000Z-bbbb"
        echo "trades 1m +5 20260301T000000Z-bbbb"
        exit 3
        """,
        "");
    assertThat(run("--by", "cron")).isZero();
    assertThat(text("calls"))
        .isEqualTo(
            """
            quality --if-free
            alerts --rule direction- --subjects
            train direction --if-new-data --set direction.horizons=5,30 --promote never --by cron
            """);
    assertThat(text("printed")).isEmpty();
  }

  @Test
  void itSwapsAChampionOnlyWhereTheCallerSaysWhen() throws Exception {
    jobs("echo ticks 1m +5 v; exit 3", "");
    assertThat(run()).isZero();
    assertThat(text("calls")).endsWith("--set direction.horizons=5 --promote never\n");
    assertThat(run("--promote", "if-better")).isZero();
    assertThat(text("calls")).endsWith("--set direction.horizons=5 --promote if-better\n");
    assertThat(run("--promote=always")).isZero();
    assertThat(text("calls")).endsWith("--set direction.horizons=5 --promote=always\n");
  }

  @Test
  void whereNoAlertIsOpenNothingIsTrained() throws Exception {
    jobs("", "");
    assertThat(run()).isZero();
    assertThat(text("calls")).doesNotContain("train").contains("alerts");
    assertThat(text("retrain-direction.log")).contains("nothing to do");
  }

  @Test
  void whatGoesWrongIsPrintedAndItsExitCodeKept() throws Exception {
    jobs("echo ticks 1m +5 v; exit 3", "echo no bars >&2; exit 2");
    assertThat(run()).isEqualTo(2);
    assertThat(text("printed")).contains("train direction failed with 2", "no bars");
    jobs("exit 1", "");
    assertThat(run()).isEqualTo(1);
    assertThat(text("printed")).contains("alerts failed with 1");
  }
}
