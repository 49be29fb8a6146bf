package io.marketlake.silver;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestKafka;
import io.marketlake.TestLake;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.kafka.EventProducer;
import io.marketlake.schema.GoldRuleCounts;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.simulate.Companies;
import io.marketlake.simulate.MarketSimulator;
import io.marketlake.simulate.SimulatedEvent;
import io.marketlake.simulate.SimulatorSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One bad record in twenty, of every kind there is, from Kafka to Delta: each is in quarantine for
 * its own reasons, and no good one is.
 *
 * <p>Tier: proof.
 */
@Tag("proof")
class BadRecordsProofTest {
  private static final long SEED = 20_260_302;
  private static final int ONE_IN = 20;
  private static final int REPETITIONS = 5;
  private static final Instant START = Instant.parse("2026-03-02T14:30:00Z");
  private static final List<String> FEEDS = List.of("ticks", "trades", "news", "posts");
  private static final List<LayerName> LAYERS = List.of(LayerName.BRONZE, LayerName.SILVER);

  @TempDir private Path folder;

  /**
   * What is wrong with the bad records that were sent, by feed and offset.
   *
   * @param broken the rules that a record breaks
   * @param kinds how many there are of each kind
   */
  private record Sent(Map<String, List<String>> broken, Map<String, Integer> kinds) {}

  /** Sends records; one of every twenty, by chance, is bad, each kind of a feed in its turn. */
  private static Sent send(TestLake lake, int records, boolean hasBad) throws IOException {
    SimulatorSettings settings = new SimulatorSettings(SEED, 2000, 500, 900, 9000, 0, 0, 0, 100);
    try (InputStream companies = Files.newInputStream(Path.of("data/companies.csv"));
        EventProducer producer = TestKafka.producer()) {
      MarketSimulator market = new MarketSimulator(settings, Companies.read(companies), START);
      Spoiler spoiler = new Spoiler();
      Instant until = START;
      int sent = 0;
      while (sent < records) {
        until = until.plusSeconds(10);
        for (SimulatedEvent event : market.advanceTo(until)) {
          if (sent++ < records) {
            producer.send(
                lake.topic(event.feed()),
                // One key and so one partition: what is sent stands in the order of its offsets.
                "k",
                spoiler.next(event, hasBad),
                Optional.of(event.eventTime().plusMillis(20)));
          }
        }
      }
      producer.flush();
      return new Sent(spoiler.broken, spoiler.kinds);
    }
  }

  /** Makes records bad. */
  private static final class Spoiler {
    private final Random chance = new Random(SEED);
    private final Map<String, List<String>> broken = new HashMap<>();
    private final Map<String, Integer> kinds = new TreeMap<>();
    private final Map<String, Integer> turns = new HashMap<>();
    private final Map<String, Long> offsets = new HashMap<>();
    private byte @Nullable [] lastPost;
    private long number;
    private int bad;

    byte @Nullable [] next(SimulatedEvent event, boolean hasBad) {
      if (number % ONE_IN == 0) {
        bad = chance.nextInt(ONE_IN);
      }
      boolean isBad = hasBad && number++ % ONE_IN == bad;
      String place = event.feed() + "@" + (offsets.merge(event.feed(), 1L, Long::sum) - 1);
      if (isBad) {
        return spoilt(event, place);
      }
      if (event.feed().equals("posts")) {
        lastPost = event.value();
      }
      return event.value();
    }

    private byte @Nullable [] spoilt(SimulatedEvent event, String place) {
      List<BadKinds.Kind> all = BadKinds.of(event.feed());
      int turn = turns.merge(event.feed(), 1, Integer::sum) % (all.size() + 1);
      if (turn < all.size()) {
        BadKinds.Kind kind = all.get(turn);
        note(place, kind.name(), kind.broken());
        return kind.fault().apply(event.value());
      }
      if (event.feed().equals("posts") && lastPost != null) {
        note(place, "posts: an id again", List.of("identity"));
        return lastPost;
      }
      note(place, "nothing", List.of("json"));
      return new byte[0];
    }

    private void note(String place, String kind, List<String> rules) {
      broken.put(place, rules);
      kinds.merge(kind, 1, Integer::sum);
    }
  }

  @Test
  void everyGoodRecordArrivesAndEveryBadOneIsQuarantinedForItsReasons() throws IOException {
    int records = 200_000;
    TestLake lake = new TestLake(folder);
    Sent sent = send(lake, records, true);
    assertThat(sent.broken()).hasSize(10_000);
    assertThat(sent.kinds()).as("kinds of bad records").hasSizeGreaterThan(100);

    lake.run(LAYERS);

    Map<String, Set<String>> rejected = new HashMap<>();
    for (Row row :
        lake.quarantine().select("feed", "offset", QuarantineEvents.FAILED_RULES).collectAsList()) {
      rejected.put(row.getString(0) + "@" + row.getLong(1), new TreeSet<>(row.<String>getList(2)));
    }
    Map<String, Set<String>> expected = new HashMap<>();
    sent.broken().forEach((place, rules) -> expected.put(place, new TreeSet<>(rules)));
    List<String> wrong = new ArrayList<>();
    expected.forEach(
        (place, rules) -> {
          if (!rules.equals(rejected.get(place))) {
            wrong.add(place + " broke " + rules + ", found " + rejected.get(place));
          }
        });
    assertThat(wrong).as("bad records with other reasons than theirs").isEmpty();
    assertThat(rejected.keySet()).isEqualTo(expected.keySet());
    Set<String> arrived = new HashSet<>();
    for (String feed : FEEDS) {
      for (Row row : lake.silver(feed).select("offset").collectAsList()) {
        assertThat(arrived.add(feed + "@" + row.getLong(0))).isTrue();
      }
    }
    assertThat(arrived)
        .hasSize(records - records / ONE_IN)
        .doesNotContainAnyElementsOf(rejected.keySet());
    lake.assertNothingLostOrDoubled();
    assertCounted(lake, sent);
  }

  private static void assertCounted(TestLake lake, Sent sent) {
    Map<String, Long> expected = new TreeMap<>();
    sent.broken().values().forEach(r -> r.forEach(n -> expected.merge(n, 1L, Long::sum)));
    Map<String, Long> counted = new TreeMap<>();
    lake.lake()
        .tables()
        .read(GoldRuleCounts.TABLE)
        // Those warn: they make no record a bad one.
        .filter("action <> 'warn' AND failed > 0")
        .groupBy("rule")
        .sum("failed")
        .collectAsList()
        .forEach(row -> counted.put(row.getString(0), row.getLong(1)));
    assertThat(counted).isEqualTo(expected);
  }

  /**
   * Prints how many records a second go from Kafka into bronze, silver, quarantine and the counts,
   * of clean traffic and of traffic with one bad record in twenty: the two in turns, each time into
   * a lake of its own, query start included. It asserts no time.
   */
  @Test
  void badTrafficIsMeasuredBesideCleanTraffic() throws IOException {
    int records = 800_000;
    List<TestLake> traffics =
        List.of(new TestLake(folder.resolve("clean")), new TestLake(folder.resolve("bad")));
    List<List<Double>> rates = List.of(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < traffics.size(); i++) {
      send(traffics.get(i), records, i == 1);
    }
    for (int turn = 0; turn <= REPETITIONS; turn++) {
      for (int i = 0; i < traffics.size(); i++) {
        TestLake lake = traffics.get(i).beside(folder.resolve(turn + "-" + i));
        Instant begin = Instant.now();
        lake.run(LAYERS);
        double seconds = Duration.between(begin, Instant.now()).toNanos() / 1e9;
        assertThat(lake.bronze().count()).isEqualTo(records);
        assertThat(lake.quarantine().count()).isEqualTo(i == 1 ? records / ONE_IN : 0);
        if (turn > 0) {
          rates.get(i).add(records / seconds);
        }
      }
    }
    for (int i = 0; i < rates.size(); i++) {
      List<Double> sorted = rates.get(i).stream().sorted().toList();
      System.out.printf(
          "%s: %,.0f records/s at best, %,.0f in the median of %d%n",
          i == 0 ? "clean traffic" : "5 % bad",
          sorted.get(sorted.size() - 1),
          sorted.get(sorted.size() / 2),
          sorted.size());
    }
  }
}
