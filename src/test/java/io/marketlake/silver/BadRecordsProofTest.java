package io.marketlake.silver;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestSpark;
import io.marketlake.job.LayerOutput;
import io.marketlake.job.MicroBatch;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Feed;
import io.marketlake.schema.GoldRuleCounts;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.simulate.Companies;
import io.marketlake.simulate.MarketSimulator;
import io.marketlake.simulate.SimulatedEvent;
import io.marketlake.simulate.SimulatorSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand bad records in 200,000: each is in quarantine for its own reasons, and no good one
 * is.
 *
 * <p>Tier: proof.
 */
@Tag("proof")
class BadRecordsProofTest {
  private static final long SEED = 20_260_302;
  private static final int RECORDS = 200_000;
  private static final int ONE_IN = 20;
  private static final int REPETITIONS = 5;
  private static final Instant START = Instant.parse("2026-03-02T14:30:00Z");
  private static final List<String> FEEDS = List.of("ticks", "trades", "news", "posts");

  /** Bronze, and what is wrong with the bad records of it, by offset. */
  private record Traffic(
      List<Row> bronze, Map<Long, List<String>> broken, Map<String, Integer> kinds) {}

  private static List<SimulatedEvent> market() throws IOException {
    SimulatorSettings settings = new SimulatorSettings(SEED, 2000, 500, 900, 9000, 0, 0, 0, 100);
    try (InputStream companies = Files.newInputStream(Path.of("data/companies.csv"))) {
      MarketSimulator simulator = new MarketSimulator(settings, Companies.read(companies), START);
      List<SimulatedEvent> events = new ArrayList<>();
      Instant until = START;
      while (events.size() < RECORDS) {
        until = until.plusSeconds(10);
        events.addAll(simulator.advanceTo(until));
      }
      return events.subList(0, RECORDS);
    }
  }

  /** One of every twenty records, by chance, is made bad; each kind of a feed in its turn. */
  private static Traffic traffic(boolean isBad) throws IOException {
    Random chance = new Random(SEED);
    Traffic traffic = new Traffic(new ArrayList<>(), new HashMap<>(), new TreeMap<>());
    Map<String, Integer> turns = new HashMap<>();
    byte[] lastPost = null;
    int bad = -1;
    long offset = 0;
    for (SimulatedEvent event : market()) {
      if (offset % ONE_IN == 0) {
        bad = chance.nextInt(ONE_IN);
      }
      byte[] value = event.value();
      boolean isGood = !isBad || offset % ONE_IN != bad;
      if (!isGood) {
        List<BadKinds.Kind> kinds = BadKinds.of(event.feed());
        int turn = turns.merge(event.feed(), 1, Integer::sum) % (kinds.size() + 1);
        if (turn < kinds.size()) {
          value = kinds.get(turn).fault().apply(value);
          traffic.broken().put(offset, kinds.get(turn).broken());
          traffic.kinds().merge(kinds.get(turn).name(), 1, Integer::sum);
        } else if (event.feed().equals("posts") && lastPost != null) {
          value = lastPost;
          traffic.broken().put(offset, List.of("identity"));
          traffic.kinds().merge("posts: an id again", 1, Integer::sum);
        } else {
          value = new byte[0];
          traffic.broken().put(offset, List.of("json"));
        }
      } else if (event.feed().equals("posts")) {
        lastPost = value;
      }
      traffic.bronze().add(row(event, value, offset));
      offset++;
    }
    return traffic;
  }

  private static Row row(SimulatedEvent event, byte @Nullable [] value, long offset) {
    Timestamp time = Timestamp.from(event.eventTime().plusMillis(20));
    return RowFactory.create(
        event.feed(),
        Date.valueOf(time.toInstant().atZone(ZoneOffset.UTC).toLocalDate()),
        "cluster",
        event.feed() + "-id",
        event.feed(),
        0,
        offset,
        time,
        time,
        time,
        null,
        value,
        null,
        null);
  }

  private static Dataset<Row> bronze(Traffic traffic) {
    Dataset<Row> rows =
        TestSpark.session()
            .createDataFrame(traffic.bronze(), BronzeEvents.TABLE.structType())
            .repartition(2)
            .persist(StorageLevel.MEMORY_ONLY());
    assertThat(rows.count()).isEqualTo(RECORDS);
    return rows;
  }

  private static LayerOutput judged(Dataset<Row> bronze, Batch batch) {
    StructType accepted =
        new StructType()
            .add("id", DataTypes.StringType)
            .add(SilverTable.EVENT_TIME, DataTypes.TimestampType);
    for (io.marketlake.schema.Column column : Coordinate.COLUMNS) {
      accepted = accepted.add(column.name(), column.type());
    }
    Dataset<Row> nothing = TestSpark.session().createDataFrame(List.of(), accepted);
    List<Feed> feeds = FEEDS.stream().map(SilverRun::feed).toList();
    return new SilverLayer(
            feeds,
            (feed, rows, within) -> nothing,
            feed -> nothing,
            () -> SilverRun.reference(SilverRun.HISTORY))
        .apply(bronze, batch);
  }

  @Test
  void everyGoodRecordArrivesAndEveryBadOneIsQuarantinedForItsReasons() throws IOException {
    Traffic traffic = traffic(true);
    assertThat(traffic.broken()).hasSize(RECORDS / ONE_IN);
    assertThat(traffic.kinds()).as("kinds of bad records").hasSizeGreaterThan(100);
    Set<Long> arrived = new HashSet<>();
    Map<Long, List<String>> rejected = new HashMap<>();
    Map<String, Long> counted = new TreeMap<>();

    try (Batch batch = new Batch()) {
      LayerOutput output = judged(bronze(traffic), batch);
      for (Map.Entry<Table, Dataset<Row>> table : output.tables().entrySet()) {
        if (table.getKey().equals(GoldRuleCounts.TABLE)) {
          for (Row row : table.getValue().collectAsList()) {
            counted.merge(row.getAs("rule"), row.<Long>getAs("failed"), Long::sum);
          }
        } else if (table.getKey().equals(QuarantineEvents.TABLE)) {
          for (Row row :
              table.getValue().select("offset", QuarantineEvents.FAILED_RULES).collectAsList()) {
            rejected.put(row.getLong(0), row.getList(1).stream().map(String::valueOf).toList());
          }
        } else {
          table
              .getValue()
              .select("offset")
              .collectAsList()
              .forEach(row -> assertThat(arrived.add(row.getLong(0))).isTrue());
        }
      }
    }

    Map<Long, Set<String>> wrong = new TreeMap<>();
    traffic
        .broken()
        .forEach(
            (offset, rules) -> {
              Set<String> found = new TreeSet<>(rejected.getOrDefault(offset, List.of()));
              if (!found.equals(new TreeSet<>(rules))) {
                wrong.put(offset, found);
              }
            });
    assertThat(wrong).as("bad records with other reasons than theirs").isEmpty();
    assertThat(rejected.keySet()).isEqualTo(traffic.broken().keySet());
    assertThat(arrived)
        .hasSize(RECORDS - RECORDS / ONE_IN)
        .doesNotContainAnyElementsOf(rejected.keySet());
    Map<String, Long> expected = new TreeMap<>();
    traffic.broken().values().forEach(r -> r.forEach(n -> expected.merge(n, 1L, Long::sum)));
    // It warns: an unknown symbol is no bad record.
    counted.remove("symbol-is-known");
    counted.values().removeIf(count -> count == 0);
    assertThat(counted).isEqualTo(expected);
  }

  /**
   * Prints how many records a second silver judges of clean traffic and of traffic with one bad
   * record in twenty: the two in turns, the best and the median of each. It asserts no time.
   */
  @Test
  void judgingBadTrafficIsMeasuredBesideCleanTraffic() throws IOException {
    List<Dataset<Row>> traffics = List.of(bronze(traffic(false)), bronze(traffic(true)));
    List<List<Double>> rates = List.of(new ArrayList<>(), new ArrayList<>());
    for (int turn = 0; turn <= REPETITIONS; turn++) {
      for (int i = 0; i < traffics.size(); i++) {
        Instant begin = Instant.now();
        long rows = written(traffics.get(i));
        double seconds = Duration.between(begin, Instant.now()).toNanos() / 1e9;
        assertThat(rows).isEqualTo(RECORDS);
        if (turn > 0) {
          rates.get(i).add(RECORDS / seconds);
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

  private static long written(Dataset<Row> bronze) {
    long rows = 0;
    try (Batch batch = new Batch()) {
      for (Map.Entry<Table, Dataset<Row>> table : judged(bronze, batch).tables().entrySet()) {
        Dataset<Row> output = batch.keep(table.getValue());
        output.write().format("noop").mode("overwrite").save();
        rows += table.getKey().equals(GoldRuleCounts.TABLE) ? 0 : output.count();
      }
    }
    return rows;
  }

  /** A micro-batch that keeps rows as a query does. */
  private static final class Batch implements MicroBatch, AutoCloseable {
    private final List<Dataset<Row>> kept = new ArrayList<>();

    @Override
    public long id() {
      return 0;
    }

    @Override
    public Instant plannedAt() {
      return START;
    }

    @Override
    public String fixed(String name, Supplier<String> choice) {
      return choice.get();
    }

    @Override
    public Dataset<Row> keep(Dataset<Row> rows) {
      Dataset<Row> scan = rows.persist(StorageLevel.MEMORY_ONLY());
      kept.add(scan);
      return scan;
    }

    @Override
    public void close() {
      kept.forEach(Dataset::unpersist);
    }
  }
}
