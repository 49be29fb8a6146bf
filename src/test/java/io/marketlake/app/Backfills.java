package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestKafka;
import io.marketlake.TestLake;
import io.marketlake.doctor.Check;
import io.marketlake.doctor.CheckpointCheck;
import io.marketlake.doctor.CommitCheck;
import io.marketlake.doctor.LakeView;
import io.marketlake.doctor.LayerCheck;
import io.marketlake.doctor.OffsetCheck;
import io.marketlake.doctor.ProtocolCheck;
import io.marketlake.feature.indicator.IndicatorBar;
import io.marketlake.feature.indicator.IndicatorSettings;
import io.marketlake.feature.indicator.Indicators;
import io.marketlake.job.FailPoint;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Column;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.SilverBars;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import picocli.CommandLine;

/** Backfills of a feed as a user runs them, and what holds once one is done. */
final class Backfills {
  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();
  private final String feed;
  private final List<String> settings;

  Backfills(String feed, String... settings) {
    this.feed = feed;
    this.settings = List.of(settings);
  }

  int run(TestLake lake, FailPoint failPoint, Path file, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--set",
                "lake.path=" + lake.settings().lake(),
                "--set",
                "kafka.bootstrap-servers=" + TestKafka.settings().bootstrapServers(),
                "--set",
                "feeds." + feed + ".topic=" + lake.topic(feed),
                "--feed",
                feed,
                "--file",
                file.toString()));
    settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    arguments.addAll(List.of(more));
    CommandLine line = Launcher.line(new Backfill(failPoint));
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments.toArray(String[]::new));
  }

  void load(TestLake lake, Path file, String... more) {
    assertThat(run(lake, FailPoint.NONE, file, more)).as("%s", err).isZero();
  }

  /** Is killed when it comes to a point for the so manieth time. */
  void killed(String point, int time, TestLake lake, Path file, String... more) {
    int[] left = {time};
    FailPoint failPoint =
        reached -> {
          if (reached.replaceFirst("_marketlake/backfill/[0-9a-f]+", "staged").equals(point)) {
            left[0]--;
            if (left[0] == 0) {
              throw new IllegalStateException("killed at " + point);
            }
          }
        };
    assertThat(run(lake, failPoint, file, more)).as(point).isEqualTo(1);
    assertThat(err.toString()).contains("killed at " + point);
    err.getBuffer().setLength(0);
  }

  /** A market's ticks as lines, in any order, with a line that is none. */
  static Path file(Path path, Prices market) throws IOException {
    List<Prices.Tick> shuffled = new ArrayList<>(market.ticks());
    Collections.shuffle(shuffled, new Random(7));
    StringBuilder lines = new StringBuilder("symbol,paid,volume,timestamp\n");
    for (Prices.Tick tick : shuffled) {
      lines.append(
          "%s,%d.%02d,%d,%s%n"
              .formatted(
                  tick.symbol(),
                  tick.cents() / 100,
                  tick.cents() % 100,
                  tick.volume(),
                  tick.time()));
    }
    return Files.writeString(path, lines.append("no tick\n").toString());
  }

  static Dataset<Row> bars(TestLake lake) {
    return lake.lake().tables().read(BarLayers.tables(lake.settings()).bars());
  }

  /** Bars as texts, without what only their way into the lake decides. */
  static List<String> prices(Dataset<Row> bars) {
    return bars
        .drop("known_at", "ingested_at", "state_before", "late_count")
        .drop(Coordinate.COLUMNS.stream().map(Column::name).toArray(String[]::new))
        .toJSON()
        .collectAsList()
        .stream()
        .sorted()
        .toList();
  }

  /** Takes each symbol's bars through the indicators by themselves, which gives the same values. */
  static void assertIndicatorsOfTheirSeries(TestLake lake, Dataset<Row> bars) {
    IndicatorSettings settings = lake.settings().indicators();
    Map<String, Indicators> series = new TreeMap<>();
    for (Row bar : bars.orderBy("symbol", "bar_start").collectAsList()) {
      Double[] wanted =
          series
              .computeIfAbsent(bar.getAs("symbol"), symbol -> Indicators.begin(settings))
              .next(
                  new IndicatorBar(
                      number(bar, "open"),
                      number(bar, "high"),
                      number(bar, "low"),
                      number(bar, "close"),
                      number(bar, "volume"),
                      bar.getAs("vwap") == null ? Double.NaN : number(bar, "vwap")));
      List<Object> values = new ArrayList<>();
      settings.names().forEach(name -> values.add(bar.getAs(name)));
      assertThat(values).as("%s", bar).containsExactly((Object[]) wanted);
    }
  }

  private static double number(Row bar, String column) {
    return bar.<BigDecimal>getAs(column).doubleValue();
  }

  /** Doctor finds records and commits in order, no bar is there twice, and nothing else is left. */
  void assertHealthy(TestLake lake) {
    Dataset<Row> bronze =
        identities(lake.bronze().filter(functions.col(BronzeEvents.FEED).equalTo(feed)));
    Dataset<Row> judged =
        identities(lake.silver(feed))
            .union(
                identities(
                    lake.quarantine().filter(functions.col(BronzeEvents.FEED).equalTo(feed))));
    assertThat(bronze.distinct().count()).isEqualTo(bronze.count());
    assertThat(judged.count()).isEqualTo(bronze.count());
    assertThat(bronze.except(judged).count()).isZero();
    assertThat(bars(lake).groupBy(columns(SilverBars.KEY)).count().filter("count > 1").count())
        .isZero();
    LakeView view =
        new LakeView(
            lake.lake(),
            lake.settings().feedsNamed(List.of(feed)),
            LakeSchema.tables(lake.settings()),
            Instant.now());
    for (Check check :
        List.of(
            new LayerCheck(),
            new OffsetCheck(),
            new ProtocolCheck(),
            new CheckpointCheck(),
            new CommitCheck(lake.settings().doctor()))) {
      assertThat(check.findings(view)).as(check.name()).isEmpty();
    }
    assertNothingIsLeft(lake);
  }

  private static Dataset<Row> identities(Dataset<Row> rows) {
    return rows.select(columns(Coordinate.IDENTITY));
  }

  private static org.apache.spark.sql.Column[] columns(List<String> names) {
    return names.stream().map(functions::col).toArray(org.apache.spark.sql.Column[]::new);
  }

  /** Of what a backfill prepares, nothing is left. */
  static void assertNothingIsLeft(TestLake lake) {
    Path root = lake.lake().folder().resolve("_marketlake/backfill");
    if (Files.exists(root)) {
      try (Stream<Path> found = Files.walk(root)) {
        assertThat(found.filter(Files::isRegularFile).toList()).isEmpty();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
