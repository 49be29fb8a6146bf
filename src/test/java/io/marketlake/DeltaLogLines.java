package io.marketlake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The log of a Delta table on a local disk, read as the JSON that it is: what every other reader
 * gets to see of a table, whatever Delta's own classes make of it.
 */
public final class DeltaLogLines {
  private static final Set<String> PROPERTIES =
      Set.of(
          "delta.appendOnly",
          "delta.checkpointInterval",
          "delta.dataSkippingStatsColumns",
          "delta.deletedFileRetentionDuration",
          "delta.enableExpiredLogCleanup",
          "delta.logRetentionDuration");

  private final Path folder;
  private final List<JsonNode> actions = new ArrayList<>();

  public DeltaLogLines(String path) {
    folder = Path.of(path.replaceFirst("^file:", "")).resolve("_delta_log");
    JsonMapper json = new JsonMapper();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          actions.add(json.readTree(line));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The actions of a kind, such as {@code protocol}, of all commits. */
  public List<JsonNode> actions(String kind) {
    return actions.stream().filter(a -> a.has(kind)).map(a -> a.get(kind)).toList();
  }

  /** The names of the operations that were committed, such as WRITE and OPTIMIZE. */
  public List<String> operations() {
    return actions("commitInfo").stream().map(c -> c.path("operation").asText()).toList();
  }

  /** Asserts that nothing but what the oldest readers and writers know was ever committed. */
  public void assertOldestReadersCanRead(String table) {
    assertThat(actions("protocol")).as(table + ": protocol").isNotEmpty();
    for (JsonNode protocol : actions("protocol")) {
      assertThat(protocol.toString())
          .as(table)
          .isEqualTo("{\"minReaderVersion\":1,\"minWriterVersion\":2}");
    }
    for (JsonNode metadata : actions("metaData")) {
      metadata
          .path("configuration")
          .fieldNames()
          .forEachRemaining(name -> assertThat(PROPERTIES).as(table).contains(name));
      assertThat(metadata.path("format").path("provider").asText()).isEqualTo("parquet");
      // Column mapping, generated, identity and default columns, CHECK constraints and collations
      // all leave a key of this kind in the metadata of a column.
      assertThat(metadata.path("schemaString").asText())
          .as(table)
          .doesNotContain(
              "delta.", "CURRENT_DEFAULT", "timestamp_ntz", "variant", "\"nullable\":false");
    }
    for (JsonNode file : actions("add")) {
      assertThat(file.has("deletionVector")).as(table + ": deletion vector").isFalse();
      assertThat(file.has("baseRowId")).as(table + ": row tracking").isFalse();
      assertThat(file.has("clusteringProvider")).as(table + ": clustering").isFalse();
    }
    assertThat(actions("cdc")).as(table + ": change data").isEmpty();
    assertThat(actions("domainMetadata")).as(table + ": domain metadata").isEmpty();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString()).filter(f -> f.contains("checkpoint")))
          .as(table + ": checkpoints of the first kind")
          .allMatch(
              f ->
                  f.matches(
                      "\\.?(_last_checkpoint|\\d{20}\\.checkpoint(\\.\\d{10}){0,2}\\.parquet)(\\.crc)?"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
