package io.marketlake.bench;

import io.marketlake.app.LakeSchema;
import io.marketlake.config.Settings;
import io.marketlake.config.SettingsLoader;
import io.marketlake.delta.Lake;
import io.marketlake.kafka.KafkaCluster;
import io.marketlake.kafka.LocalBroker;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * One lake fed live at one rate by one topology: begun, warmed up, measured, and left idle. The
 * market runs in a process of its own, whose work is not counted.
 */
final class LiveRun {
  private static final Duration START_LIMIT = Duration.ofMinutes(5);
  private static final Duration QUIET = Duration.ofSeconds(20);
  private static final Duration QUIET_LIMIT = Duration.ofMinutes(3);
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final SparkSession spark;
  private final Path work;
  private final Topology topology;
  private final int rate;
  private final Times times;
  private final Path folder;
  private final LakeCommits commits;
  private final List<List<@Nullable Object>> ages = new ArrayList<>();
  private final List<@Nullable Object> costs = new ArrayList<>();

  /** How long each part takes. */
  record Times(Duration warmUp, Duration measured, Duration idle) {}

  LiveRun(SparkSession spark, Path work, Topology topology, int rate, Times times) {
    this.spark = spark;
    this.work = work;
    this.topology = topology;
    this.rate = rate;
    this.times = times;
    this.folder = work.resolve("lake");
    this.commits = new LakeCommits(folder);
  }

  void run(@Nullable Path profile) throws Exception {
    Files.createDirectories(work);
    try (LocalBroker broker =
        LocalBroker.start(Bench.HOME.resolve("target/kafka/lib"), work.resolve("kafka"))) {
      Settings settings = settings(broker.bootstrapServers());
      try (KafkaCluster cluster = KafkaCluster.connect(settings.kafka())) {
        cluster.createTopics(List.copyOf(settings.feedsByTopic().keySet()));
      }
      Lake lake = Lake.open(spark, settings.lake());
      ScoredTexts.publishNew(spark, lake.models());
      try (Children jobs = new Children(work.resolve("jobs"))) {
        try (Children market = new Children(work.resolve("market"))) {
          Instant begun = Instant.now();
          market.start("simulate", Map.of(), simulation(broker.bootstrapServers()));
          startJobs(jobs, lake, settings);
          await(jobs, folder.resolve(GoldSentiment.TABLE.path()), begun.plus(START_LIMIT));
          double first = seconds(begun, Instant.now());
          say(String.format("gold has its first row after %.0f s; warming up", first));
          jobs.letRun(times.warmUp());
          measure(jobs, settings, first);
          if (profile != null) {
            profile(jobs, profile);
          }
        }
        idle(jobs);
      }
    }
  }

  private void profile(Children jobs, Path into) throws Exception {
    for (Map.Entry<String, Long> job : jobs.pids().entrySet()) {
      CpuProfile.ofProcess(
          job.getValue(),
          Duration.ofMinutes(1),
          into.resolve(topology.label() + "-" + rate + "-" + job.getKey()));
    }
  }

  List<List<@Nullable Object>> ages() {
    return ages;
  }

  List<@Nullable Object> costs() {
    return costs;
  }

  private Settings settings(String bootstrapServers) {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("lake.path", folder.toString());
    keys.put("kafka.bootstrap-servers", bootstrapServers);
    return SettingsLoader.load(Optional.empty(), keys, Map.of()).settings();
  }

  /** The demo's mix of feeds, faster. */
  private List<String> simulation(String bootstrapServers) {
    double times = rate / 252.5;
    return List.of(
        "--set", "lake.path=" + work.resolve("market"),
        "--set", "kafka.bootstrap-servers=" + bootstrapServers,
        "--set", "simulation.ticks-per-second=" + 200 * times,
        "--set", "simulation.trades-per-second=" + 50 * times,
        "--set", "simulation.news-per-minute=" + 30 * times,
        "--set", "simulation.posts-per-minute=" + 120 * times);
  }

  private void startJobs(Children jobs, Lake lake, Settings settings) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--set", "lake.path=" + folder,
                "--set", "kafka.bootstrap-servers=" + settings.kafka().bootstrapServers(),
                "--set", "sentiment.model=newest"));
    arguments.addAll(topology.options());
    // A job refuses to begin before the tables that it reads are there.
    LakeSchema.tables(settings).stream()
        .filter(table -> !table.id().startsWith("gold."))
        .forEach(lake.tables()::ensure);
    for (String job : topology.jobs()) {
      jobs.start(job, topology.environment(), arguments);
    }
  }

  private void await(Children jobs, Path table, Instant limit) throws InterruptedException {
    while (!commits.hasRows(table)) {
      if (Instant.now().isAfter(limit)) {
        throw new IllegalStateException("Nothing came to " + table + " in " + START_LIMIT);
      }
      jobs.letRun(LOOK);
    }
  }

  private void measure(Children jobs, Settings settings, double first) throws InterruptedException {
    Instant from = Instant.now();
    Duration cpu = jobs.cpu();
    jobs.letRun(times.measured());
    Instant to = Instant.now();
    double cpuSeconds = jobs.cpu().minus(cpu).toMillis() / 1000.0;
    double seconds = seconds(from, to);
    long count = commits.count(from, to);
    say(String.format("%d commits and %.1f CPU-seconds in %.0f s", count, cpuSeconds, seconds));
    Map<String, List<Table>> layers = new LinkedHashMap<>();
    layers.put("bronze", List.of(BronzeEvents.TABLE));
    layers.put("silver", settings.feeds().values().stream().map(SilverTable::of).toList());
    layers.put(
        "bars",
        LakeSchema.tables(settings).stream().filter(t -> t.id().equals(SilverBars.ID)).toList());
    layers.put("gold", List.of(GoldSentiment.TABLE));
    layers.forEach(
        (layer, tables) -> {
          List<Path> paths = tables.stream().map(table -> folder.resolve(table.path())).toList();
          Optional<LakeCommits.Ages> found = commits.ages(spark, paths, from, to);
          ages.add(
              Arrays.asList(
                  topology.label(),
                  rate,
                  layer,
                  found.map(LakeCommits.Ages::rows).orElse(0L),
                  found.map(LakeCommits.Ages::median).orElse(null),
                  found.map(LakeCommits.Ages::p99).orElse(null),
                  found.map(LakeCommits.Ages::oldest).orElse(null)));
        });
    costs.addAll(
        Arrays.asList(
            topology.label(),
            rate,
            first,
            cpuSeconds / seconds,
            count / seconds,
            count == 0 ? null : cpuSeconds / count,
            jobs.residentMegabytes()));
  }

  /** Once nothing has been committed for a while. */
  private void idle(Children jobs) throws InterruptedException {
    Instant limit = Instant.now().plus(QUIET_LIMIT);
    while (commits.last().orElse(Instant.MIN).isAfter(Instant.now().minus(QUIET))
        && Instant.now().isBefore(limit)) {
      jobs.letRun(LOOK);
    }
    Instant from = Instant.now();
    Duration cpu = jobs.cpu();
    jobs.letRun(times.idle());
    Instant to = Instant.now();
    costs.add(jobs.cpu().minus(cpu).toMillis() / 1000.0 / seconds(from, to));
    costs.add(commits.count(from, to));
  }

  private void say(String what) {
    System.err.printf("%s, %d events/s: %s%n", topology.label(), rate, what);
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
  }
}
