package io.marketlake.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.input_file_name;
import static org.apache.spark.sql.functions.substring_index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The commits of a lake on a local disk as its logs have them. A version's rows are visible from
 * the moment on at which its entry of the log was written.
 */
final class LakeCommits {
  private static final JsonMapper JSON = new JsonMapper();
  private static final StructType FILES =
      new StructType().add("file", DataTypes.StringType).add("visible_ms", DataTypes.LongType);

  private final Path lake;

  LakeCommits(Path lake) {
    this.lake = lake;
  }

  /**
   * How old rows were when they could be read.
   *
   * @param rows how many of them there were
   */
  record Ages(long rows, double median, double p99, double oldest) {}

  /** How many commits all tables had between two moments. */
  long count(Instant from, Instant to) {
    return logs().stream().flatMap(log -> entries(log, from, to).stream()).count();
  }

  /** When the last commit of any table was made. */
  Optional<Instant> last() {
    return logs().stream()
        .flatMap(log -> entries(log, Instant.MIN, Instant.MAX).stream())
        .map(LakeCommits::time)
        .max(Instant::compareTo);
  }

  /** Whether a table got rows. */
  boolean hasRows(Path table) {
    return !files(List.of(table), Instant.MIN, Instant.MAX).isEmpty();
  }

  /** Seconds from a row's {@code known_at} to its commit, of what was committed in between. */
  Optional<Ages> ages(SparkSession spark, List<Path> tables, Instant from, Instant to) {
    List<Row> files = files(tables, from, to);
    if (files.isEmpty()) {
      return Optional.empty();
    }
    String[] paths = files.stream().map(row -> row.getString(0)).toArray(String[]::new);
    Dataset<Row> commits =
        spark
            .createDataFrame(files, FILES)
            .select(substring_index(col("file"), "/", -1).as("name"), col("visible_ms"));
    Row ages =
        spark
            .read()
            .parquet(paths)
            .select(
                substring_index(input_file_name(), "/", -1).as("name"),
                expr("unix_millis(known_at) AS known_ms"))
            .join(org.apache.spark.sql.functions.broadcast(commits), "name")
            .select(expr("(visible_ms - known_ms) / 1000D").as("age"))
            .agg(
                org.apache.spark.sql.functions.count("age"),
                expr("percentile(age, 0.5)"),
                expr("percentile(age, 0.99)"),
                expr("max(age)"))
            .first();
    return Optional.of(
        new Ages(ages.getLong(0), ages.getDouble(1), ages.getDouble(2), ages.getDouble(3)));
  }

  private static List<Row> files(List<Path> tables, Instant from, Instant to) {
    List<Row> files = new ArrayList<>();
    for (Path table : tables) {
      for (Path entry : entries(table.resolve("_delta_log"), from, to)) {
        for (String path : added(entry)) {
          files.add(RowFactory.create(table.resolve(path).toString(), time(entry).toEpochMilli()));
        }
      }
    }
    return files;
  }

  private static List<String> added(Path entry) {
    try (Stream<String> lines = Files.lines(entry)) {
      List<String> paths = new ArrayList<>();
      for (String line : lines.toList()) {
        JsonNode path = JSON.readTree(line).path("add").path("path");
        if (!path.isMissingNode()) {
          paths.add(java.net.URI.create(path.asText()).getPath());
        }
      }
      return paths;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Path> logs() {
    if (!Files.isDirectory(lake)) {
      return List.of();
    }
    try (Stream<Path> found = Files.walk(lake, 3)) {
      return found.filter(path -> path.endsWith("_delta_log")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> entries(Path log, Instant from, Instant to) {
    if (!Files.isDirectory(log)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(log)) {
      return found
          .filter(path -> path.getFileName().toString().matches("\\d{20}\\.json"))
          .filter(path -> !time(path).isBefore(from) && time(path).isBefore(to))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Instant time(Path entry) {
    try {
      return Files.getLastModifiedTime(entry).toInstant();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
