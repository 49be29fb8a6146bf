package io.marketlake.bench;

import io.marketlake.app.Streams;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.app.Streams.Request;
import io.marketlake.config.Settings;
import io.marketlake.config.SettingsLoader;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeTables;
import io.marketlake.feature.company.Company;
import io.marketlake.job.FailPoint;
import io.marketlake.reference.CompanyTable;
import io.marketlake.reference.ReferenceLoad;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.SilverTable;
import io.marketlake.topology.BatchListener;
import io.marketlake.topology.LayerQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** A lake of one feed in a folder of its own, whose layers run as the jobs run them. */
final class BenchLake implements AutoCloseable {
  private static final Duration AGO = Duration.ofHours(1);

  private final SparkSession spark;
  private final Path folder;
  private final Settings settings;
  private final String feed;

  private BenchLake(SparkSession spark, Path folder, Settings settings, String feed) {
    this.spark = spark;
    this.folder = folder;
    this.settings = settings;
    this.feed = feed;
  }

  /**
   * An empty lake on a topic.
   *
   * @param symbols how many of them its company reference knows; 0 for the reference of the jar
   * @param more further settings
   */
  static BenchLake create(
      SparkSession spark,
      Path folder,
      String bootstrapServers,
      String feed,
      String topic,
      int symbols,
      Map<String, String> more) {
    Map<String, String> keys = new HashMap<>();
    keys.put("lake.path", folder.toString());
    keys.put("kafka.bootstrap-servers", bootstrapServers);
    keys.put("feeds." + feed + ".topic", topic);
    keys.putAll(more);
    Settings settings = SettingsLoader.load(Optional.empty(), keys, Map.of()).settings();
    BenchLake lake = new BenchLake(spark, folder, settings, feed);
    if (symbols > 0) {
      lake.loadReference(symbols);
    }
    return lake;
  }

  Settings settings() {
    return settings;
  }

  LakeTables tables() {
    return Lake.open(spark, settings.lake()).tables();
  }

  /** A version that was known an hour ago, before any event came. */
  private void loadReference(int symbols) {
    List<Company> companies = new ArrayList<>();
    for (int i = 0; i < symbols; i++) {
      companies.add(
          new Company(
              BenchTopics.symbol(i),
              "Bench Company " + i,
              List.of(),
              "Sector " + i % 11,
              "Industry " + i % 60,
              "Country " + i % 30,
              null,
              "USD"));
    }
    new ReferenceLoad(
            new CompanyTable(spark, tables(), List.of(companies.get(0))),
            tables(),
            settings.feeds().values(),
            settings.reference(),
            () -> Instant.now().minus(AGO))
        .load(companies, "bench");
  }

  /**
   * Begins the layers of the split topology on empty tables, so that what comes later passes
   * through their streams, and is no refill.
   */
  void begin(List<LayerName> layers) {
    tables().ensure(BronzeEvents.TABLE);
    if (!layers.contains(LayerName.SILVER)) {
      tables().ensure(SilverTable.of(settings.feedsNamed(List.of(feed)).get(0)));
    }
    for (LayerName layer : layers) {
      run(List.of(layer));
    }
  }

  /** Runs layers as one query until all that is there is done. */
  void run(List<LayerName> layers) {
    run(layers, BatchListener.NONE);
  }

  void run(List<LayerName> layers, BatchListener listener) {
    Request request =
        new Request(
            settings, layers, settings.feedsNamed(List.of(feed)), true, listener, FailPoint.NONE);
    try (LayerQuery query = Streams.start(spark, request)) {
      query.await();
    }
  }

  /** Removes it from the disk. */
  @Override
  public void close() throws IOException {
    remove(folder);
  }

  static void remove(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
