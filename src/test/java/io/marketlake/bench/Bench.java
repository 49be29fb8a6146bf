package io.marketlake.bench;

import io.marketlake.app.SparkSessions;
import io.marketlake.kafka.KafkaSettings;
import io.marketlake.kafka.LocalBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What each layer costs, beside floors of plain Spark and the recipe of a tutorial, in one JVM and
 * one run: {@code scripts/bench.sh}.
 */
@Command(
    name = "bench",
    description = "Rows a second of each layer beside floors of plain Spark, on this machine.",
    mixinStandardHelpOptions = true)
final class Bench implements Callable<Integer> {
  private static final Duration AGO = Duration.ofHours(3);

  @Option(names = "--rows", description = "ticks in the topic (default: ${DEFAULT-VALUE})")
  private long rows = 10_000_000;

  @Option(names = "--symbols", description = "symbols of the ticks (default: ${DEFAULT-VALUE})")
  private int symbols = 500;

  @Option(names = "--warm-up", description = "rounds before those that count (default: 1)")
  private int warmUps = 1;

  @Option(names = "--repetitions", description = "rounds that count (default: ${DEFAULT-VALUE})")
  private int repetitions = 3;

  @Option(
      names = "--parts",
      split = ",",
      description = "only some of: ${COMPLETION-CANDIDATES} (default: all)")
  private List<LayerBench.Part> parts = List.of(LayerBench.Part.values());

  @Option(
      names = "--growth",
      description = "also what a tick costs with 10, 100, 1,000 and 10,000 symbols")
  private boolean growth;

  @Option(
      names = "--micro-batches",
      paramLabel = "COUNT",
      description =
          "instead: what a micro-batch costs over so many, such as 10000 (an hour or more)")
  private int microBatches;

  @Option(names = "--json", paramLabel = "FILE", description = "write the figures here too")
  private @Nullable Path json;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "where topics and tables lie meanwhile (default: target/bench)")
  private @Nullable Path folder;

  /** Where the project lies. */
  static final Path HOME = Path.of(System.getProperty("marketlake.home", "")).toAbsolutePath();

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Path work = folder == null ? HOME.resolve("target/bench") : folder.toAbsolutePath();
    BenchLake.remove(work);
    Files.createDirectories(work);
    Report report = new Report(System.out);
    report.machine();
    report.fact("ticks", rows);
    report.fact("symbols", symbols);
    SparkSession spark = SparkSessions.forStreams("bench");
    spark.sparkContext().setLogLevel("ERROR");
    try (LocalBroker broker =
        LocalBroker.start(HOME.resolve("target/kafka/lib"), work.resolve("kafka"))) {
      Bed bed =
          new Bed(spark, work, kafka(broker.bootstrapServers()), Instant.now().minus(AGO), symbols);
      if (microBatches > 0) {
        MicroBatchGrowth.run(bed, microBatches, report);
      } else {
        new LayerBench(bed, rows, parts).run(warmUps, repetitions, report);
        if (growth) {
          SymbolGrowth.run(bed, Math.min(rows, 2_000_000), repetitions, report);
        }
      }
    } finally {
      spark.stop();
      BenchLake.remove(work);
    }
    if (json != null) {
      report.write(json);
    }
    return 0;
  }

  static KafkaSettings kafka(String bootstrapServers) {
    return new KafkaSettings(
        bootstrapServers, Duration.ofSeconds(30), true, BenchTopics.PARTITIONS, false, Map.of());
  }

  /**
   * What the measurements share.
   *
   * @param begin the event time of the first event of each topic
   */
  record Bed(SparkSession spark, Path work, KafkaSettings kafka, Instant begin, int symbols) {
    BenchTopics topics() {
      return new BenchTopics(kafka, begin);
    }

    BenchLake lake(
        Path folder, String feed, String topic, int symbolCount, Map<String, String> more) {
      return BenchLake.create(
          spark, folder, kafka.bootstrapServers(), feed, topic, symbolCount, more);
    }
  }
}
