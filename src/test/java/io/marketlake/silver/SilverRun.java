package io.marketlake.silver;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestSpark;
import io.marketlake.config.LinkingFile;
import io.marketlake.config.SettingsLoader;
import io.marketlake.feature.company.Company;
import io.marketlake.feature.company.CompanyHistory;
import io.marketlake.feature.company.CompanyLookup;
import io.marketlake.feature.company.CompanyVersion;
import io.marketlake.job.LayerOutput;
import io.marketlake.job.MicroBatch;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Column;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Expectation;
import io.marketlake.schema.Feed;
import io.marketlake.schema.GoldRuleCounts;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Bronze rows made from values, and what the silver layer makes of them, without Kafka or Delta.
 */
final class SilverRun {
  static final Instant KAFKA_TIME = Instant.parse("2026-03-02T15:35:00Z");

  /** Of a reference of three companies since ever, with the rules of the jar. */
  static final CompanyHistory HISTORY =
      new CompanyHistory(
          List.of(
              version(0, Instant.EPOCH, company("AAPL", "Apple Inc.", "Apple")),
              version(0, Instant.EPOCH, company("MSFT", "Microsoft Corporation", "Microsoft")),
              version(0, Instant.EPOCH, company("V", "Visa Inc.", "Visa"))));

  private final Map<String, Feed> feeds = new TreeMap<>();
  private final List<Row> bronze = new ArrayList<>();
  private final Map<String, List<Row>> accepted = new TreeMap<>();
  private final List<Row> counted = new ArrayList<>();

  SilverRun(Feed... feeds) {
    for (Feed feed : feeds) {
      this.feeds.put(feed.name(), feed);
    }
  }

  static Company company(String symbol, String name, String alias) {
    return new Company(symbol, name, List.of(alias), "Sector", "Industry", "Land", null, "USD");
  }

  static CompanyVersion version(long number, Instant knownAt, Company company) {
    return new CompanyVersion(company.symbol(), number, knownAt, company, "test");
  }

  /** A reference where the rows are. */
  static Broadcast<CompanyLookup> reference(CompanyHistory history) {
    return JavaSparkContext.fromSparkContext(TestSpark.session().sparkContext())
        .broadcast(new CompanyLookup(history, LinkingFile.load(Optional.empty())));
  }

  /** The feeds that marketlake brings. */
  static Feed feed(String name) {
    return SettingsLoader.load(Optional.empty(), Map.of(), Map.of())
        .settings()
        .feedsNamed(List.of(name))
        .get(0);
  }

  static Dataset<Row> noBronze() {
    return TestSpark.session().createDataFrame(List.of(), BronzeEvents.TABLE.structType());
  }

  /** Adds a record of partition 0 that came at {@link #KAFKA_TIME}; returns its offset. */
  long add(String feed, String value) {
    return add(feed, value.getBytes(StandardCharsets.UTF_8), KAFKA_TIME);
  }

  long add(String feed, byte @Nullable [] value, Instant kafkaTime) {
    long offset = bronze.size();
    add(feed, "topic-1", 0, offset, value, kafkaTime);
    return offset;
  }

  void add(
      String feed,
      String topicId,
      int partition,
      long offset,
      byte @Nullable [] value,
      Instant kafkaTime) {
    add("cluster", feed, topicId, partition, offset, value, kafkaTime);
  }

  private void add(
      String clusterId,
      String feed,
      String topicId,
      int partition,
      long offset,
      byte @Nullable [] value,
      Instant kafkaTime) {
    Timestamp time = Timestamp.from(kafkaTime);
    bronze.add(
        RowFactory.create(
            feed,
            Date.valueOf(kafkaTime.atZone(ZoneOffset.UTC).toLocalDate()),
            clusterId,
            topicId,
            feed,
            partition,
            offset,
            time,
            time,
            time,
            bronze.size() % 2 == 0 ? null : "key".getBytes(StandardCharsets.UTF_8),
            value,
            null,
            null));
  }

  /** Adds a line of a file. */
  void addBackfilled(String feed, long offset, String value, Instant knownAt) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    add(Coordinate.BACKFILL, feed, "file", 0, offset, bytes, knownAt);
  }

  /**
   * Adds what silver accepted before: an event of a feed whose identity is the field {@code id}.
   */
  void addAccepted(
      String feed, String id, Instant time, String topicId, int partition, long offset) {
    accepted
        .computeIfAbsent(feed, f -> new ArrayList<>())
        .add(
            RowFactory.create(
                id, Timestamp.from(time), "cluster", topicId, feed, partition, offset));
  }

  void addAccepted(List<Row> rows, String feed) {
    for (Row row : rows) {
      addAccepted(
          feed,
          row.getAs("id"),
          row.<Timestamp>getAs(SilverTable.EVENT_TIME).toInstant(),
          row.getAs(Coordinate.TOPIC_ID),
          row.<Integer>getAs(Coordinate.PARTITION),
          row.<Long>getAs(Coordinate.OFFSET));
    }
  }

  /** Adds what silver counted before. */
  void addCounted(List<Row> counts) {
    counted.addAll(counts);
  }

  /** What became of the rows: each table's rows by partition and offset. */
  record Outcome(
      Map<String, List<Row>> silver, List<Row> quarantine, List<Row> violations, List<Row> counts) {

    /** Passes and failures of a rule. */
    List<Long> counted(String feed, String rule) {
      Row row =
          counts.stream()
              .filter(r -> r.getAs("feed").equals(feed) && r.getAs("rule").equals(rule))
              .findFirst()
              .orElseThrow();
      return List.of(row.getAs(GoldRuleCounts.PASSED), row.getAs(GoldRuleCounts.FAILED));
    }

    Row silver(String feed, long offset) {
      return only(silver.getOrDefault(feed, List.of()), offset);
    }

    Row quarantine(long offset) {
      return only(quarantine, offset);
    }

    List<Row> accepted() {
      return silver.values().stream().flatMap(List::stream).toList();
    }

    List<Long> acceptedOffsets(String feed) {
      return silver.getOrDefault(feed, List.of()).stream().map(Outcome::offset).toList();
    }

    private static Row only(List<Row> rows, long offset) {
      List<Row> found = rows.stream().filter(r -> offset(r) == offset).toList();
      assertThat(found).as("rows of offset " + offset).hasSize(1);
      return found.get(0);
    }

    static long offset(Row row) {
      return row.<Long>getAs(Coordinate.OFFSET);
    }
  }

  static List<String> failedRules(Row quarantined) {
    return quarantined.getList(quarantined.fieldIndex(QuarantineEvents.FAILED_RULES));
  }

  static List<String> reasons(Row quarantined) {
    return quarantined.getList(quarantined.fieldIndex(QuarantineEvents.REASONS));
  }

  Outcome run() {
    LayerOutput output =
        new SilverLayer(
                List.copyOf(feeds.values()),
                this::acceptedOf,
                feed -> rows(counted, GoldRuleCounts.TABLE.structType()),
                () -> reference(HISTORY))
            .apply(rows(bronze, BronzeEvents.TABLE.structType()), new OneBatch());
    Map<String, List<Row>> silver = new TreeMap<>();
    List<Row> quarantine = new ArrayList<>();
    List<Row> counts = new ArrayList<>();
    for (Map.Entry<Table, Dataset<Row>> table : output.tables().entrySet()) {
      if (table.getKey().equals(GoldRuleCounts.TABLE)) {
        counts.addAll(table.getValue().collectAsList());
        continue;
      }
      List<Row> rows = table.getValue().orderBy("partition", "offset").collectAsList();
      if (table.getKey().equals(QuarantineEvents.TABLE)) {
        quarantine.addAll(rows);
      } else {
        silver.put(table.getKey().name(), rows);
      }
    }
    Outcome outcome =
        new Outcome(
            silver,
            quarantine,
            output.violations().map(Dataset::collectAsList).orElse(List.of()),
            counts);
    assertThat(Stream.concat(outcome.accepted().stream(), quarantine.stream()))
        .extracting(SilverRun::coordinate)
        .as("every bronze row comes out once")
        .containsExactlyInAnyOrderElementsOf(bronze.stream().map(SilverRun::bronzePlace).toList());
    return outcome;
  }

  private static List<Object> coordinate(Row row) {
    return List.of(
        row.getAs(Coordinate.TOPIC_ID),
        row.getAs(Coordinate.PARTITION),
        row.getAs(Coordinate.OFFSET));
  }

  private static List<Object> bronzePlace(Row row) {
    return List.of(row.get(3), row.get(5), row.get(6));
  }

  private Dataset<Row> acceptedOf(Feed feed, Dataset<Row> candidates, Expectation.Uniqueness rule) {
    if (feed.identity().isEmpty()) {
      return rows(List.of(), SilverTable.of(feed).structType());
    }
    StructType type =
        new StructType()
            .add(feed.identityColumn().orElseThrow(), DataTypes.StringType)
            .add(SilverTable.EVENT_TIME, DataTypes.TimestampType);
    for (Column column : Coordinate.COLUMNS) {
      type = type.add(column.name(), column.type());
    }
    return rows(accepted.getOrDefault(feed.name(), List.of()), type);
  }

  private static Dataset<Row> rows(List<Row> rows, StructType type) {
    return TestSpark.session().createDataFrame(rows, type);
  }

  private static final class OneBatch implements MicroBatch {
    @Override
    public long id() {
      return 0;
    }

    @Override
    public Instant plannedAt() {
      return KAFKA_TIME;
    }

    @Override
    public String fixed(String name, Supplier<String> choice) {
      return choice.get();
    }

    @Override
    public Dataset<Row> keep(Dataset<Row> rows) {
      return rows;
    }
  }
}
