package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.marketlake.config.Settings;
import io.marketlake.config.SettingsLoader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * docs/cost.md has what scripts/cost.sh prints, and the arithmetic is what the document says.
 *
 * <p>Tier: CI.
 */
class CostDocTest {
  private static final Settings FEW_OBJECTS =
      SettingsLoader.load(Optional.of(Path.of("conf/few-objects.conf")), Map.of(), Map.of())
          .settings();

  /** Those of conf/few-objects.conf, and its hourly upkeep. */
  private static String optionsOfFewObjects(int symbols) {
    return "--symbols %d --trigger %d --bars-trigger %d --marts-refresh %d --maintain-hours 1"
        .formatted(
            symbols,
            FEW_OBJECTS.stream().trigger().toSeconds(),
            FEW_OBJECTS.barStream().trigger().toSeconds(),
            FEW_OBJECTS.marts().refresh().toSeconds());
  }

  private static Scripts.Result cost(String... arguments) {
    return Scripts.run(Map.of(), "scripts/cost.sh", List.of(arguments));
  }

  @Test
  void theDocumentHasWhatTheScriptPrints() throws IOException {
    String document = Files.readString(Path.of("docs/cost.md"));
    for (String options :
        List.of(
            "--symbols 50", "--symbols 5000", optionsOfFewObjects(50), optionsOfFewObjects(5000))) {
      assertThat(document).contains("scripts/cost.sh " + options + "\n");
      assertThat(document)
          .as("scripts/cost.sh %s prints something else", options)
          .contains(cost(options.split(" ", -1)).output());
    }
  }

  @Test
  void operationsHasTheSettingsOfFewObjects() throws IOException {
    String document = Files.readString(Path.of("docs/operations.md"));
    String block = document.substring(document.indexOf("```\nstream.trigger") + 4);

    assertThat(ConfigFactory.parseString(block.substring(0, block.indexOf("```"))))
        .isEqualTo(ConfigFactory.parseFile(new File("conf/few-objects.conf")));
  }

  @Test
  void twiceTheTimeBetweenMicroBatchesHalvesTheirRequests() {
    assertThat(requestsOfMicroBatches("1")).isEqualTo(2 * requestsOfMicroBatches("2"));
    assertThat(
            cost(
                    "--put-price",
                    "0",
                    "--get-price",
                    "0",
                    "--storage-price",
                    "0",
                    "--scan-price",
                    "0")
                .output())
        .endsWith("Together 0.00 USD.\n");
  }

  /** Between two runs the files of the open day pile up, and each refresh reads them. */
  @Test
  void martsCostLessTheOftenerTheOpenDayIsPacked() {
    assertThat(readsOfMarts("1")).isLessThan(readsOfMarts("24") / 5);
  }

  private static long readsOfMarts(String hours) {
    return cell(cost("--trigger", "60", "--maintain-hours", hours), "| marts ", 3);
  }

  private static long requestsOfMicroBatches(String trigger) {
    return cell(cost("--trigger", trigger), "| micro-batches", 2);
  }

  private static long cell(Scripts.Result cost, String row, int column) {
    String line = cost.output().lines().filter(l -> l.startsWith(row)).findFirst().orElseThrow();
    return Long.parseLong(line.split("\\|", -1)[column].strip().replace(",", ""));
  }

  @Test
  void aQueryOverAllForecastsIsReckonedAndSetAgainstTheLimitOfTheWorkgroup() {
    List<String> before = hereabouts();

    assertThat(cost("--symbols", "5000").output())
        .containsPattern(
            "\nOne that reads all columns of 30 days of gold.direction scans [0-9.]+ GB, [0-9.]+ USD"
                + ": more than the workgroup lets it\\.\n");
    assertThat(cost("--symbols", "5").output())
        .containsPattern("\nOne that reads all columns of .* GB, [0-9.]+ USD\\.\n");
    assertThat(hereabouts()).as("it writes no file").isEqualTo(before);
  }

  private static List<String> hereabouts() {
    return Stream.of(Objects.requireNonNull(Path.of("").toAbsolutePath().toFile().list()))
        .sorted()
        .toList();
  }

  @Test
  void mistakesAreToldInOneSentence() {
    assertThat(cost("--symbols", "many").output())
        .isEqualTo(
            "error: --symbols can't be used, because many is no number; write it as 12 or 0.5.\n");
    assertThat(cost("--trigger", "0").status()).isEqualTo(2);
    assertThat(cost("--companies", "5").output())
        .startsWith("error: --companies can't be used, because there is no such option");
  }
}
