package io.marketlake.app;

import io.marketlake.app.Streams.LayerName;
import io.marketlake.app.Streams.Request;
import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeTables;
import io.marketlake.error.Errors;
import io.marketlake.job.FailPoint;
import io.marketlake.kafka.KafkaCluster;
import io.marketlake.kafka.LocalBroker;
import io.marketlake.lease.LockedLease;
import io.marketlake.observe.LiveView;
import io.marketlake.observe.PipelineStatus;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.storage.LakeLocation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The whole of it on one machine: a broker, a simulated market, a model, bronze, silver and gold in
 * one query, bars in another and the marts beside them, with a view of what happens. A lake that it
 * made before goes on.
 *
 * <p>{@code scripts/demo.sh --for 90s}; {@code scripts/demo.sh --leak-check} shows the gate of
 * promotion at work on its market.
 */
@Command(name = "demo", description = "Kafka, a simulated market and all layers on this machine.")
public final class Demo implements Callable<Integer> {
  private static final int BEFORE_SPARK = 100;
  private static final int STOP_LIMIT_SECONDS = 120;

  /** Who watches does not want to wait longer for the marts. */
  private static final Duration MARTS = Duration.ofSeconds(10);

  /** Where the build lays the broker out. */
  private static final String LIBRARIES = "target/kafka/lib";

  @Mixin private JobOptions options = new JobOptions();

  @Option(
      names = "--lake",
      paramLabel = "DIR",
      description =
          "where the lake is: a folder or s3a://bucket/prefix (default: lake.path, ./lake)")
  private @Nullable String place;

  @Option(
      names = "--broker",
      paramLabel = "DIR",
      description =
          "where the broker keeps its data (default: in the lake; needed if that is on S3)")
  private @Nullable Path brokerFolder;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = DurationOption.class,
      description = "stop producing after this time (90s, 5m) and end once all is drained")
  private @Nullable Duration limit;

  @Option(
      names = "--terminal",
      description = "draw one live view over itself; plain lines otherwise")
  private boolean terminal;

  @Option(
      names = "--leak-check",
      description = {
        "run nothing live; show how a forecast of this market, whose news moves prices, is",
        "refused as too good to be true, and end"
      })
  private boolean leakCheck;

  @Spec private @Nullable CommandSpec spec;

  private final AtomicBoolean finished = new AtomicBoolean();

  public static void main(String[] arguments) {
    Launcher.launch(new Demo(), arguments);
  }

  @Override
  @SuppressWarnings("try") // The lease is held, not used.
  public Integer call() throws InterruptedException {
    if (leakCheck) {
      return DemoLeakCheck.run(
          Objects.requireNonNull(spec).commandLine().getOut(),
          options.load(DemoLeakCheck.SETTINGS));
    }
    Map<String, String> own = new TreeMap<>(Map.of("kafka.create-topics", "true"));
    if (place != null) {
      own.put("lake.path", place);
    }
    Settings settings = options.load(own);
    MartDays.requireKept(settings);
    Path work = workFolder(settings.lake());
    Lake.requireWritable(settings.lake());
    Instant begun = Instant.now();
    say("Starting Kafka and Spark …");
    try (LockedLease only = LockedLease.acquire(work, List.of("demo"))) {
      CompletableFuture<Prepared> prepared =
          CompletableFuture.supplyAsync(() -> prepare(settings), Demo::aside);
      try (LocalBroker broker =
          LocalBroker.start(
              Path.of(Home.file(LIBRARIES)), work.resolve(Lake.STATE).resolve("kafka"))) {
        say("Kafka is up at " + broker.bootstrapServers());
        run(
            settings.withKafka(settings.kafka().withBootstrapServers(broker.bootstrapServers())),
            prepared,
            begun);
      }
    }
    return 0;
  }

  private record Prepared(SparkSession spark, Lake lake) {}

  /** All that needs no broker, and so is done while that starts. */
  private static Prepared prepare(Settings settings) {
    SparkSession spark = SparkSessions.forDemo();
    Lake lake = Lake.open(spark, settings.lake());
    CompletableFuture<Void> tables =
        CompletableFuture.runAsync(
            () -> {
              Streams.requireValidExpressions(spark, settings.feedsNamed(List.of()));
              LakeSchema.ofLayers(settings).forEach(lake.tables()::ensure);
            },
            Demo::aside);
    try {
      DemoModel.trainIfMissing(spark, lake, settings, Demo::say);
    } finally {
      tables.join();
    }
    return new Prepared(spark, lake);
  }

  private static Prepared joined(CompletableFuture<Prepared> prepared) {
    try {
      return prepared.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** The local folder of the broker's data: the lake's, unless that is on S3. */
  private Path workFolder(LakeLocation lake) {
    if (brokerFolder != null) {
      return brokerFolder.toAbsolutePath().normalize();
    }
    if (lake.isOnS3()) {
      throw Errors.badOption(
          "--lake " + lake,
          "the broker's data can't be kept on S3",
          "name a local folder for them with --broker DIR");
    }
    return lake.folder();
  }

  private void run(Settings settings, CompletableFuture<Prepared> prepared, Instant begun)
      throws InterruptedException {
    List<String> topics = List.copyOf(settings.feedsByTopic().keySet());
    try (KafkaCluster cluster = KafkaCluster.connect(settings.kafka())) {
      cluster.createTopics(topics);
      MarketPump market =
          new MarketPump(settings, Lake.filesOf(settings.lake()), Simulate.STATE, Instant.now());
      market.start();
      Prepared ready;
      try {
        ready = joined(prepared);
      } catch (RuntimeException e) {
        market.close();
        throw e;
      }
      SparkSession spark = ready.spark();
      Lake lake = ready.lake();
      PipelineStatus status =
          new PipelineStatus(textTables(settings), rows(lake, settings), scoredTexts(lake));
      say("Streaming bronze, silver, bars and gold; Ctrl-C ends it.");
      LayerQueries queries =
          LayerQueries.start(
              spark,
              new Request(
                  settings,
                  List.of(LayerName.values()),
                  settings.feedsNamed(List.of()),
                  false,
                  status,
                  FailPoint.NONE),
              () -> refreshed(spark, lake, settings, status));
      Runnable finish = () -> finish(settings, market, queries, status, lake.tables(), begun);
      ShutdownHookManager.get()
          .addShutdownHook(finish, BEFORE_SPARK, STOP_LIMIT_SECONDS, TimeUnit.SECONDS);
      boolean healthy = false;
      try {
        watch(settings.lakePath(), cluster, topics, market, queries, status, begun);
        healthy = true;
      } finally {
        if (!healthy) {
          abandon(market, queries);
        }
      }
      finish.run();
    }
  }

  /** From the first scored text on, which the marts would hold up, since Spark is still cold. */
  private static List<RefreshLoop> refreshed(
      SparkSession spark, Lake lake, Settings settings, PipelineStatus status) {
    Duration set = settings.marts().refresh();
    Duration clock = set.compareTo(MARTS) < 0 ? set : MARTS;
    return Refreshes.of(spark, lake, settings, FailPoint.NONE).stream()
        .map(refresh -> RefreshLoop.start(refresh, clock, clock, () -> !status.newest().isEmpty()))
        .toList();
  }

  private void watch(
      String lakePath,
      KafkaCluster cluster,
      List<String> topics,
      MarketPump market,
      LayerQueries queries,
      PipelineStatus status,
      Instant begun) {
    LiveView view = new LiveView(System.out, terminal, status);
    Instant end = limit == null ? Instant.MAX : begun.plus(limit);
    String until = limit == null ? "Ctrl-C ends it" : "for " + limit.toSeconds() + " s";
    while (Instant.now().isBefore(end) && !finished.get()) {
      if (queries.await(Duration.ofSeconds(1))) {
        return;
      }
      market.requireHealthy();
      if (finished.get()) {
        return;
      }
      Instant now = Instant.now();
      String title =
          "marketlake demo · %s · %d s · %s"
              .formatted(lakePath, Duration.between(begun, now).toSeconds(), until);
      view.draw(title, cluster.recordsWritten(topics), now);
    }
  }

  /** Stops the market, lets the layers take what it sent, and sums up. Done once. */
  private synchronized void finish(
      Settings settings,
      MarketPump market,
      LayerQueries queries,
      PipelineStatus status,
      LakeTables tables,
      Instant begun) {
    if (!finished.compareAndSet(false, true)) {
      return;
    }
    say("");
    say("Stopping: no more events are produced; taking in those that were …");
    market.close();
    try {
      queries.drain();
    } finally {
      queries.close();
    }
    DemoSummary.print(System.out, settings, market.sent(), status, tables, begun);
  }

  /** Ends what can be ended after a failure; nothing is waited for. */
  private synchronized void abandon(MarketPump market, LayerQueries queries) {
    if (finished.compareAndSet(false, true)) {
      try {
        queries.close();
      } finally {
        market.close();
      }
    }
  }

  /** A thread that sees the jar's classes, as those of the common pool need not. */
  private static void aside(Runnable work) {
    Thread thread = new Thread(work, "demo-start");
    thread.setDaemon(true);
    thread.start();
  }

  private static Set<String> textTables(Settings settings) {
    return settings.feeds().values().stream()
        .filter(feed -> feed.text().isPresent())
        .map(feed -> SilverTable.of(feed).id())
        .collect(Collectors.toSet());
  }

  private static Map<Table, Long> rows(Lake lake, Settings settings) {
    Map<Table, Long> rows = new LinkedHashMap<>();
    for (Table table : LakeSchema.ofLayers(settings)) {
      rows.put(table, lake.tables().isEmpty(table) ? 0L : lake.tables().read(table).count());
    }
    return rows;
  }

  private static long scoredTexts(Lake lake) {
    return lake.tables().isEmpty(GoldSentiment.TABLE)
        ? 0
        : PipelineStatus.textsOf(lake.tables().read(GoldSentiment.TABLE));
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
