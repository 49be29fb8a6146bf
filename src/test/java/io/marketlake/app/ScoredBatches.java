package io.marketlake.app;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.input_file_name;
import static org.apache.spark.sql.functions.substring_index;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.marketlake.TestLake;
import io.marketlake.schema.GoldSentiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;

/**
 * The model versions in the micro-batches of gold, as the table's own log and files have them,
 * beside what each micro-batch's checkpoint has stored for it.
 */
final class ScoredBatches {
  private static final JsonMapper JSON = new JsonMapper();

  private final TestLake lake;

  ScoredBatches(TestLake lake) {
    this.lake = lake;
  }

  /** Asserts that each has the one version that was stored for it; returns how many have which. */
  Map<String, Integer> assertEachHasTheVersionThatWasStoredForIt() throws IOException {
    Map<String, Set<String>> byBatch = new TreeMap<>();
    Map<String, String> batchOfFile = batchOfFile();
    for (Row row :
        lake.sentiment()
            .select(
                substring_index(input_file_name(), "/", -1).as("file"),
                col(GoldSentiment.MODEL_VERSION))
            .distinct()
            .collectAsList()) {
      String batch = batchOfFile.get(row.getString(0));
      assertThat(batch).as("the micro-batch of " + row.getString(0)).isNotNull();
      byBatch.computeIfAbsent(batch, b -> new TreeSet<>()).add(row.getString(1));
    }
    Map<String, Integer> counts = new TreeMap<>();
    for (Map.Entry<String, Set<String>> batch : byBatch.entrySet()) {
      Path choice = lake.lake().folder().resolve("_marketlake/checkpoints").resolve(batch.getKey());
      assertThat(batch.getValue())
          .as(batch.getKey())
          .containsExactly(Files.readString(choice.resolve(RegistryModels.CHOICE)));
      batch.getValue().forEach(version -> counts.merge(version, 1, Integer::sum));
    }
    return counts;
  }

  /** By file name, where the choices of the micro-batch are that wrote it. */
  private Map<String, String> batchOfFile() throws IOException {
    Map<String, String> batches = new HashMap<>();
    Path log = lake.lake().folder().resolve("gold/sentiment/_delta_log");
    try (Stream<Path> commits = Files.list(log)) {
      for (Path commit : commits.filter(p -> p.toString().endsWith(".json")).toList()) {
        String batch = null;
        Set<String> files = new TreeSet<>();
        for (String line : Files.readAllLines(commit)) {
          JsonNode action = JSON.readTree(line);
          if (action.path("commitInfo").has("userMetadata")) {
            JsonNode by = JSON.readTree(action.path("commitInfo").path("userMetadata").asText());
            batch = by.path("writer").asText() + "/choices/" + by.path("batch").asText();
          }
          if (action.has("add")) {
            String path = action.path("add").path("path").asText();
            files.add(path.substring(path.lastIndexOf('/') + 1));
          }
        }
        for (String file : files) {
          batches.put(file, String.valueOf(batch));
        }
      }
    }
    return batches;
  }
}
