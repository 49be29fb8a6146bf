package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.ChildJvm;
import io.marketlake.CopiedModels;
import io.marketlake.TestKafka;
import io.marketlake.TestLake;
import io.marketlake.TestSpark;
import io.marketlake.kafka.EventProducer;
import io.marketlake.registry.Alias;
import io.marketlake.registry.ModelAliases;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.schema.SilverTable;
import io.marketlake.training.SentimentTrainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand events a second pass all layers while the champion changes ten times and the process
 * is killed again and again, each time elsewhere in a micro-batch.
 *
 * <p>Tier: proof.
 */
@Tag("proof")
class SwapUnderLoadTest {
  private static final int TICKS_A_SECOND = 800;
  private static final int POSTS_A_SECOND = 200;
  private static final int BURSTS_A_SECOND = 10;
  private static final int SWAPS = 10;
  private static final int SECONDS_BETWEEN_SWAPS = 10;
  private static final List<String> FAIL_POINTS =
      List.of(
          "before gold.sentiment@3",
          "after gold.sentiment@3",
          "end@3",
          "after silver.posts@4",
          "begin@4",
          "before gold.sentiment@2");

  @TempDir private Path folder;
  private TestLake lake;
  private final AtomicInteger bursts = new AtomicInteger();

  @BeforeEach
  void makeLake() {
    lake = new TestLake(folder.resolve("lake"));
  }

  private static String tick(int number) {
    return """
        {"symbol":"S%d","price":%d.25,"volume":100,"timestamp":"%s"}"""
        .formatted(number % 50, 100 + number % 17, Instant.now());
  }

  private static String post(int number) {
    return """
        {"id":"p%d","created_at":"%s","text":"$AAPL profit %s by %d percent, number %d"}"""
        .formatted(number, Instant.now(), number % 2 == 0 ? "rises" : "falls", number % 40, number);
  }

  /** A tenth of a second's events. */
  private void burst(EventProducer producer) {
    int burst = bursts.getAndIncrement();
    for (int i = 0; i < TICKS_A_SECOND / BURSTS_A_SECOND; i++) {
      send(producer, "ticks", "S" + i % 50, tick(i));
    }
    for (int i = 0; i < POSTS_A_SECOND / BURSTS_A_SECOND; i++) {
      send(producer, "posts", "u" + i, post(burst * POSTS_A_SECOND / BURSTS_A_SECOND + i));
    }
  }

  private void send(EventProducer producer, String feed, String key, String value) {
    producer.send(lake.topic(feed), key, value.getBytes(StandardCharsets.UTF_8), Optional.empty());
  }

  /** Streams in a process of its own until it is killed, or all that is there is done. */
  private void stream(String failPoint, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("--layers", "bronze,silver,gold", "--feeds", "posts,ticks"));
    arguments.addAll(List.of(more));
    List<String> settings = new ArrayList<>();
    settings.add("lake.path=" + lake.settings().lakePath());
    settings.add("kafka.bootstrap-servers=" + lake.settings().kafka().bootstrapServers());
    settings.add("sentiment.poll=1s");
    List.of("posts", "ticks")
        .forEach(feed -> settings.add("feeds." + feed + ".topic=" + lake.topic(feed)));
    settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    ChildJvm child =
        ChildJvm.start(
            Stream.class,
            Map.of("MARKETLAKE_FAIL_POINT", failPoint),
            List.of("-Dspark.master=local[2]", "-Dspark.ui.enabled=false", "-Xmx1g"),
            arguments.toArray(String[]::new));
    try (child) {
      String said = child.hear();
      while (said != null) {
        said = child.hear();
      }
    }
  }

  @Test
  void tenSwapsAndSixKillsUnderLoadLoseNoRowScoreNoneTwiceAndMixNoVersions()
      throws IOException, ExecutionException, InterruptedException {
    String first = lake.publishModel();
    ModelRegistry registry =
        new ModelRegistry(
            lake.lake().models(), TestSpark.session().sparkContext().hadoopConfiguration());
    Promotion promotion = new Promotion(registry, new ModelAliases(lake.lake().tables()), "proof");
    assertThat(promotion.adopted(SentimentTrainer.KIND).now(Alias.CHAMPION)).hasValue(first);
    CopiedModels copies = new CopiedModels(lake.lake().models(), first);
    AtomicInteger swaps = new AtomicInteger();
    ScheduledExecutorService outside = Executors.newScheduledThreadPool(2);
    try (EventProducer producer = TestKafka.producer()) {
      Instant begin = Instant.now();
      Future<?> load =
          outside.scheduleAtFixedRate(
              () -> burst(producer), 0, 1000 / BURSTS_A_SECOND, TimeUnit.MILLISECONDS);
      Future<?> promoting =
          outside.scheduleAtFixedRate(
              () -> swap(promotion, registry, copies, swaps),
              SECONDS_BETWEEN_SWAPS,
              SECONDS_BETWEEN_SWAPS,
              TimeUnit.SECONDS);
      int kills = 0;
      while (kills < FAIL_POINTS.size() || swaps.get() < SWAPS) {
        stream(FAIL_POINTS.get(kills % FAIL_POINTS.size()));
        kills++;
      }
      load.cancel(false);
      promoting.cancel(false);
      outside.shutdown();
      assertThat(outside.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
      producer.flush();
      System.out.printf(
          "%,d events in %d s, %d swaps, %d kills%n",
          bursts.get() * (TICKS_A_SECOND + POSTS_A_SECOND) / BURSTS_A_SECOND,
          Duration.between(begin, Instant.now()).toSeconds(),
          swaps.get(),
          kills);
    } finally {
      outside.shutdownNow();
    }
    stream("", "--until-drained");

    // Of the feeds that nobody sent, too, the check reads a table.
    lake.settings().feeds().values().stream()
        .map(SilverTable::of)
        .forEach(lake.lake().tables()::ensure);
    lake.assertNothingLostOrDoubled();
    assertThat(lake.sentiment().count())
        .isEqualTo((long) bursts.get() * POSTS_A_SECOND / BURSTS_A_SECOND);
    Map<String, Integer> versions =
        new ScoredBatches(lake).assertEachHasTheVersionThatWasStoredForIt();
    System.out.println("micro-batches by version: " + versions);
    assertThat(versions).hasSizeGreaterThan(SWAPS / 2);
  }

  private static void swap(
      Promotion promotion, ModelRegistry registry, CopiedModels copies, AtomicInteger swaps) {
    int swap = swaps.get();
    if (swap == SWAPS) {
      return;
    }
    try {
      String version = copies.copy("20990101T0000%02dZ-swap".formatted(swap));
      assertThat(promotion.promote(registry.find(SentimentTrainer.KIND, version), "swap " + swap))
          .hasSize(1);
      swaps.incrementAndGet();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
