package io.marketlake.bench;

import io.marketlake.app.SparkSessions;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.bench.Bench.Bed;
import io.marketlake.bench.Meter.Sample;
import io.marketlake.bench.Trials.Figures;
import io.marketlake.kafka.LocalBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * marketlake in turns with Flink and Kafka Streams, on the same topic in the same run: {@code
 * scripts/bench-peers.sh}. The peers run in a JVM of their own, which stays up between its turns.
 */
@Command(
    name = "bench-peers",
    description = "marketlake beside Flink and Kafka Streams on the same topic.",
    mixinStandardHelpOptions = true)
final class PeersBench implements Callable<Integer> {
  private static final String TOPIC = "bench-peers";
  private static final Duration AGO = Duration.ofHours(3);
  private static final String SILVER = "marketlake: silver ticks (bronze -> silver)";
  private static final String FLINK_PARQUET = "flink-sql-parquet";
  private static final String BARS = "marketlake: bars, indicators (silver -> bars)";
  private static final String FLINK_BARS = "flink-sql-bars";
  private static final List<String> PEERS =
      List.of(
          FLINK_PARQUET,
          "flink-job-parquet",
          FLINK_BARS,
          "flink-job-bars",
          "kafka-streams-bars",
          "kafka-streams-bars-exactly-once");

  @Option(names = "--rows", description = "ticks in the topic (default: ${DEFAULT-VALUE})")
  private long rows = 10_000_000;

  @Option(names = "--symbols", description = "symbols of the ticks (default: ${DEFAULT-VALUE})")
  private int symbols = 500;

  @Option(names = "--warm-up", description = "rounds before those that count (default: 1)")
  private int warmUps = 1;

  @Option(names = "--repetitions", description = "rounds that count (default: ${DEFAULT-VALUE})")
  private int repetitions = 3;

  @Option(names = "--json", paramLabel = "FILE", description = "write the figures here too")
  private @Nullable Path json;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "where topics and tables lie meanwhile (default: target/bench-peers)")
  private @Nullable Path folder;

  private int lakes;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new PeersBench()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Path work = folder == null ? Bench.HOME.resolve("target/bench-peers") : folder;
    work = work.toAbsolutePath();
    BenchLake.remove(work);
    Files.createDirectories(work);
    Report report = new Report(System.out);
    report.machine();
    report.fact("ticks", rows);
    report.fact("symbols", symbols);
    SparkSession spark = SparkSessions.forStreams("bench-peers");
    spark.sparkContext().setLogLevel("ERROR");
    try (LocalBroker broker =
        LocalBroker.start(Bench.HOME.resolve("target/kafka/lib"), work.resolve("kafka"))) {
      Bed bed =
          new Bed(
              spark,
              work,
              Bench.kafka(broker.bootstrapServers()),
              Instant.now().minus(AGO),
              symbols);
      bed.topics().ticks(TOPIC, rows, symbols);
      try (PeerProcess peers =
          PeerProcess.start(work.resolve("peers.log"), broker.bootstrapServers(), TOPIC, rows)) {
        Trials trials = new Trials(warmUps, repetitions);
        for (int i = 0; i < warmUps + repetitions; i++) {
          round(bed, peers, trials, i >= warmUps);
        }
        print(trials.figures(), report);
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

  private void round(Bed bed, PeerProcess peers, Trials trials, boolean counts) throws Exception {
    try (BenchLake lake =
        bed.lake(bed.work().resolve("lake-" + lakes++), "ticks", TOPIC, symbols, Map.of())) {
      lake.begin(List.of(LayerName.SILVER, LayerName.BARS));
      Sample bronze = ours(lake, LayerName.BRONZE);
      Sample silver = ours(lake, LayerName.SILVER);
      Sample bars = ours(lake, LayerName.BARS);
      if (counts) {
        trials.add("marketlake: bronze (Kafka -> bronze)", bronze);
        trials.add(SILVER, silver);
        trials.add("marketlake: bronze + silver, one after the other", sum(bronze, silver));
        trials.add(BARS, bars);
        trials.add("marketlake: all three, one after the other", sum(sum(bronze, silver), bars));
      }
    }
    for (String name : PEERS) {
      Path out = bed.work().resolve("out");
      Sample sample = peers.run(name, out);
      requireWhole(bed.spark(), name, out);
      BenchLake.remove(out);
      if (counts) {
        trials.add(name, sample);
      }
    }
  }

  /** A peer that leaves rows out, such as those that it can't parse, would look fast. */
  private void requireWhole(SparkSession spark, String name, Path out) {
    if (name.startsWith("flink-")) {
      long written =
          spark.read().option("recursiveFileLookup", "true").parquet(out.toString()).count();
      if (name.endsWith("-parquet") ? written != rows : written == 0) {
        throw new IllegalStateException(name + " wrote " + written + " rows of " + rows);
      }
    }
  }

  private Sample ours(BenchLake lake, LayerName layer) throws Exception {
    return Meter.measure(
        () -> {
          lake.run(List.of(layer));
          return rows;
        });
  }

  private static Sample sum(Sample a, Sample b) {
    return new Sample(
        a.rows(),
        a.seconds() + b.seconds(),
        a.cpuSeconds() + b.cpuSeconds(),
        Math.max(a.heapMegabytes(), b.heapMegabytes()),
        Math.max(a.residentMegabytes(), b.residentMegabytes()));
  }

  private static void print(List<Figures> figures, Report report) {
    Map<String, Figures> byName =
        figures.stream().collect(Collectors.toMap(Figures::name, Function.identity()));
    List<List<@Nullable Object>> table = new ArrayList<>();
    for (Figures each : figures) {
      table.add(
          Arrays.asList(
              each.name(),
              each.rows(),
              each.rowsPerSecond(),
              Math.round(each.least()) + " to " + Math.round(each.most()),
              each.rowsPerCpuSecond(),
              each.timesAsFastAs(byName.getOrDefault(FLINK_PARQUET, each)),
              each.timesAsFastAs(byName.getOrDefault(FLINK_BARS, each))));
    }
    report.table(
        "marketlake and its peers",
        List.of(
            "what",
            "rows",
            "rows/s (median)",
            "least to most",
            "rows/CPU-s",
            "to Flink SQL's Parquet",
            "to Flink SQL's bars"),
        table);
  }
}
