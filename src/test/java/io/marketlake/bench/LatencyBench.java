package io.marketlake.bench;

import io.marketlake.app.SparkSessions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How old rows are when they can be read, and what that takes, with all four feeds live: {@code
 * scripts/bench-latency.sh}.
 */
@Command(
    name = "bench-latency",
    description = "From produced to visible in bronze, silver, bars and gold, all feeds live.",
    mixinStandardHelpOptions = true)
final class LatencyBench implements Callable<Integer> {
  @Option(
      names = "--rates",
      split = ",",
      description = "events a second of all feeds (default: 1000,10000)")
  private List<Integer> rates = List.of(1_000, 10_000);

  @Option(
      names = "--topologies",
      split = ",",
      description =
          "demo and fused (one process, with the demo's settings or stream.sh's), and split (a"
              + " process a layer; default: fused,split)")
  private List<Topology> topologies = List.of(Topology.FUSED, Topology.SPLIT);

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "from the first row of gold to the measured time (default: ${DEFAULT-VALUE})")
  private int warmUp = 300;

  @Option(
      names = "--measure",
      paramLabel = "SECONDS",
      description = "how long is measured (default: ${DEFAULT-VALUE})")
  private int measured = 120;

  @Option(
      names = "--idle",
      paramLabel = "SECONDS",
      description = "how long idleness is measured once all is quiet (default: ${DEFAULT-VALUE})")
  private int idle = 60;

  @Option(
      names = "--profile",
      paramLabel = "DIR",
      description = "also profile a minute of each, after what is measured, into this folder")
  private @Nullable Path profile;

  @Option(names = "--json", paramLabel = "FILE", description = "write the figures here too")
  private @Nullable Path json;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "where topics and lakes lie meanwhile (default: target/bench-latency)")
  private @Nullable Path folder;

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new LatencyBench())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Path work = folder == null ? Bench.HOME.resolve("target/bench-latency") : folder;
    work = work.toAbsolutePath();
    BenchLake.remove(work);
    Files.createDirectories(work);
    Report report = new Report(System.out);
    report.machine();
    report.fact("warm-up (s)", warmUp);
    report.fact("measured (s)", measured);
    SparkSession spark = SparkSessions.forCommands("bench-latency");
    spark.sparkContext().setLogLevel("ERROR");
    List<List<@Nullable Object>> ages = new ArrayList<>();
    List<List<@Nullable Object>> costs = new ArrayList<>();
    try {
      for (Topology topology : topologies) {
        for (int rate : rates) {
          LiveRun run =
              new LiveRun(
                  spark,
                  work.resolve(topology.label() + "-" + rate),
                  topology,
                  rate,
                  new LiveRun.Times(
                      Duration.ofSeconds(warmUp),
                      Duration.ofSeconds(measured),
                      Duration.ofSeconds(idle)));
          run.run(profile);
          ages.addAll(run.ages());
          costs.add(run.costs());
        }
      }
    } finally {
      spark.stop();
    }
    report.table(
        "Produced to visible, seconds",
        List.of("topology", "events/s", "layer", "rows", "p50", "p99", "max"),
        ages);
    report.table(
        "Cost",
        List.of(
            "topology",
            "events/s",
            "seconds to gold's first row",
            "cores",
            "commits/s",
            "CPU-s a commit",
            "peak RSS MB",
            "idle cores",
            "idle commits"),
        costs);
    if (json != null) {
      report.write(json);
    }
    BenchLake.remove(work);
    return 0;
  }
}
