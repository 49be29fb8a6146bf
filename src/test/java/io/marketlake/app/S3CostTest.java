package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.FaultProxy;
import io.marketlake.TestKafka;
import io.marketlake.TestLake;
import io.marketlake.TestS3;
import io.marketlake.TestSpark;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.config.Settings;
import io.marketlake.delta.LakeTables;
import io.marketlake.job.FailPoint;
import io.marketlake.kafka.EventProducer;
import io.marketlake.maintenance.Maintenance;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.GoldDirection;
import io.marketlake.schema.SilverBarStates;
import io.marketlake.schema.Table;
import io.marketlake.simulate.MarketSimulator;
import io.marketlake.simulate.SimulatedEvent;
import io.marketlake.topology.LayerQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How many requests a micro-batch, a refresh, an idle minute and the upkeep make to S3, and how
 * many bytes a row takes there: the figures that docs/cost.md reckons with. Counted by a proxy
 * before s3proxy.
 *
 * <p>Tier: proof.
 */
@Tag("proof")
class S3CostTest {
  private static final int ROUNDS = 5;
  private static final List<LayerName> BARS = List.of(LayerName.BARS);

  private static final Pattern ALL = Pattern.compile("");

  /**
   * What bars write, their checkpoint, and the table that they read, whose writer's own requests
   * are in it too: rather too many than too few.
   */
  private static final Pattern OF_BARS =
      Pattern.compile(
          "silver(/|%2F)(bars|windows|late|bar_states|ticks)(/|%2F)|checkpoints(/|%2F)bars");

  /**
   * What forecasts write, their models, and the table that they read with its writer's requests.
   */
  private static final Pattern OF_DIRECTION =
      Pattern.compile(
          "gold(/|%2F)direction(/|%2F)|silver(/|%2F)bars(/|%2F)|checkpoints(/|%2F)direction"
              + "|models(/|%2F)direction|model_aliases");

  /** What Amazon counts apart. */
  private enum Kind {
    PUT,
    LIST,
    GET,
    DELETE
  }

  /** The requests since it was made, by what Amazon asks for them. */
  private static final class Count {
    private final Map<Kind, Integer> requests = new ConcurrentHashMap<>();

    Count(FaultProxy proxy) {
      this(proxy, ALL);
    }

    /** Only of those whose target has something that fits. */
    Count(FaultProxy proxy, Pattern which) {
      proxy.follow(
          request -> {
            if (which.matcher(request.target()).find()) {
              requests.merge(kind(request), 1, Integer::sum);
            }
            return null;
          });
    }

    private static Kind kind(FaultProxy.Request request) {
      return switch (request.method()) {
        case "PUT" -> Kind.PUT;
        case "DELETE" -> Kind.DELETE;
        // Removing several objects at once is a post, and costs nothing.
        case "POST" -> request.target().contains("?delete") ? Kind.DELETE : Kind.PUT;
        case "GET" ->
            request.target().contains("list-type=") || request.target().contains("prefix=")
                ? Kind.LIST
                : Kind.GET;
        default -> Kind.GET;
      };
    }

    double of(Kind kind) {
      return requests.getOrDefault(kind, 0);
    }
  }

  private static void print(String what, ToDoubleFunction<Kind> of) {
    StringBuilder line = new StringBuilder("COST %-20s".formatted(what));
    for (Kind kind : Kind.values()) {
      line.append("  %s %.1f".formatted(kind, of.applyAsDouble(kind)));
    }
    System.out.println(line);
  }

  @Test
  void requestsAndBytes() throws IOException {
    try (FaultProxy proxy = FaultProxy.before(TestS3.endpoint())) {
      TestLake lake =
          TestLake.at(
              "s3a://" + TestS3.newBucket() + "/lake",
              Map.of(
                  "s3.endpoint",
                  proxy.endpoint().toString(),
                  // As they are by default: who looks oftener asks oftener.
                  "stream.trigger",
                  "1s",
                  "bars.trigger",
                  "5s"));
      lake.publishModel();
      LakeTables tables = lake.lake().tables();
      MarketSimulator market =
          new MarketSimulator(
              lake.settings().simulation(),
              CompanyReference.simulated(),
              Instant.parse("2026-03-02T14:30:00Z"));
      Instant now = Instant.parse("2026-03-02T14:30:00Z");
      try (LayerQuery fused = lake.startLive(TestLake.FUSED)) {
        now = send(lake, market, now);
        fused.drain();
        Count ofFused = new Count(proxy);
        long before = tables.version(BronzeEvents.TABLE);
        for (int i = 0; i < ROUNDS; i++) {
          now = send(lake, market, now);
          fused.drain();
        }
        long batches = tables.version(BronzeEvents.TABLE) - before;
        assertThat(batches).isPositive();
        print("micro-batch", kind -> ofFused.of(kind) / batches);
        try (LayerQuery bars = lake.startLive(BARS)) {
          bars.drain();
          Count ofBars = new Count(proxy, OF_BARS);
          long barsBefore = tables.version(SilverBarStates.TABLE);
          for (int i = 0; i < ROUNDS; i++) {
            now = send(lake, market, now);
            fused.drain();
            bars.drain();
          }
          long barBatches = tables.version(SilverBarStates.TABLE) - barsBefore;
          assertThat(barBatches).isPositive();
          print("micro-batch of bars", kind -> ofBars.of(kind) / barBatches);
          Count idle = new Count(proxy);
          assertThat(fused.await(Duration.ofMinutes(1))).as("it ended by itself").isFalse();
          print("idle minute", idle::of);
          try (MartRefreshes marts =
              MartRefreshes.open(
                  TestSpark.session(), lake.lake(), lake.settings(), FailPoint.NONE)) {
            assertThat(marts.refresh().orThrow()).isNotEmpty();
            now = send(lake, market, now);
            fused.drain();
            bars.drain();
            Count ofMarts = new Count(proxy);
            assertThat(marts.refresh().orThrow()).isNotEmpty();
            print("refresh of marts", ofMarts::of);
            Count idleMarts = new Count(proxy);
            assertThat(marts.refresh().orThrow()).isEmpty();
            print("idle refresh", idleMarts::of);
          }
        }
      }
      Count upkeep = new Count(proxy);
      new Maintenance(lake.lake(), lake.settings().maintenance(), Instant.now())
          .run(LakeSchema.tables(lake.settings()), Maintenance.Mode.OPEN_DAYS_TOO);
      print("maintain", upkeep::of);
      proxy.follow(request -> null);
      printSizes(tables, lake.settings());
    }
  }

  private static void printSizes(LakeTables tables, Settings settings) {
    for (Table table : LakeSchema.tables(settings)) {
      if (tables.exists(table) && !tables.isEmpty(table)) {
        long bytes =
            TestSpark.session()
                .sql("DESCRIBE DETAIL delta.`" + tables.pathOf(table) + "`")
                .first()
                .getAs("sizeInBytes");
        long rows = tables.read(table).count();
        System.out.printf(
            "COST %-28s %,8d rows, %,10d bytes, %6.1f a row%n",
            table.id(), rows, bytes, (double) bytes / rows);
      }
    }
  }

  /** Bars of some symbols a minute, forecast by models of chance: what they say costs nothing. */
  @Test
  void requestsAndBytesOfForecasts() throws IOException {
    try (FaultProxy proxy = FaultProxy.before(TestS3.endpoint())) {
      Map<String, String> settings = new HashMap<>(TestLake.s3());
      settings.put("s3.endpoint", proxy.endpoint().toString());
      settings.put("lake.path", "s3a://" + TestS3.newBucket() + "/lake");
      settings.put("direction.horizons", "1,5,30");
      ForecastLake lake = new ForecastLake(Path.of("on-s3"), settings);
      lake.settings().direction().horizons().forEach(horizon -> lake.promote(horizon, 1));
      List<ForecastLake.Bar> bars = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        bars.addAll(lake.walk("S" + i, i, Instant.parse("2026-03-02T14:30:00Z"), 110));
      }
      bars.sort(Comparator.comparing(ForecastLake.Bar::knownAt));
      int history = bars.size() - 16 * ROUNDS;
      try (LayerQuery direction = lake.start(FailPoint.NONE);
          QualityRefresh quality =
              QualityRefresh.open(TestSpark.session(), lake.lake(), lake.settings())) {
        direction.drain();
        lake.append(bars.subList(0, history));
        direction.drain();
        quality.run();
        Count ofDirection = new Count(proxy, OF_DIRECTION);
        long before = lake.tables().version(GoldDirection.TABLE);
        for (int i = 0; i < ROUNDS; i++) {
          lake.append(bars.subList(history + 16 * i, history + 16 * (i + 1)));
          direction.drain();
        }
        long batches = lake.tables().version(GoldDirection.TABLE) - before;
        assertThat(batches).isPositive();
        print("micro-batch of forecasts", kind -> ofDirection.of(kind) / batches);
        Count ofQuality = new Count(proxy);
        quality.run();
        print("refresh of quality", ofQuality::of);
        Count idle = new Count(proxy);
        quality.run();
        print("idle refresh of quality", idle::of);
      }
      proxy.follow(request -> null);
      printSizes(lake.tables(), lake.settings());
    }
  }

  /** A minute of the simulated market. */
  private static Instant send(TestLake lake, MarketSimulator market, Instant now) {
    Instant next = now.plus(Duration.ofMinutes(1));
    try (EventProducer producer = TestKafka.producer()) {
      for (SimulatedEvent event : market.advanceTo(next)) {
        producer.send(
            lake.topic(event.feed()), event.key(), event.value(), Optional.of(event.eventTime()));
      }
      producer.flush();
    }
    return next;
  }
}
