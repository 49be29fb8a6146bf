package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.marketlake.TestLake;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.config.Settings;
import io.marketlake.feature.direction.DirectionBar;
import io.marketlake.feature.direction.DirectionFeatures;
import io.marketlake.feature.direction.DirectionSeries;
import io.marketlake.feature.direction.SentimentReading;
import io.marketlake.feature.market.TradingCalendar;
import io.marketlake.history.BarRebuild.Mode;
import io.marketlake.schema.GoldDirection;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBars;
import io.marketlake.training.direction.BarsOfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The features of the real tape's bars are the same to the bit as the stream's forecasts were
 * given, from the stream's bars, from a rebuild of them, from a file that holds these bars, and
 * from a lake that was corrected since. Some of the tape's prints are displaced, so that there is
 * something to correct. Skipped where the tape is absent. Tier: proof.
 */
@Tag("proof")
class TapeFeaturesTest {
  @TempDir private Path folder;

  @Test
  void featuresAreTheSameFromStreamRebuildAndFile() throws IOException {
    assumeThat(Files.exists(Tape.FILE)).as("%s is absent", Tape.FILE).isTrue();
    Tape tape = Tape.read().displaced(new Random(9));
    Map<String, String> direction = Map.of("direction.clock", "event", "direction.horizons", "1");
    Map<String, String> settings = TapeBarsTest.with(Tape.ALL_COUNT, 60_000);
    settings.putAll(direction);
    TestLake lake = new TestLake(folder.resolve("lake"), Optional.empty(), settings);
    String version = new ForecastLake(folder.resolve("lake"), direction).promote(1, 7);
    // What was there before a query first began is never forecast.
    lake.run(List.of(LayerName.DIRECTION));
    tape.send(lake, 0, tape.prints().size());
    lake.run(List.of(LayerName.BRONZE, LayerName.SILVER, LayerName.BARS));
    lake.run(List.of(LayerName.DIRECTION));
    Map<String, long[]> scored = scored(lake, version);
    Map<String, List<DirectionBar>> streamed = bars(lake);
    Map<String, long[]> fromStream = features(streamed, lake.settings());
    Path file = Files.writeString(folder.resolve("bars.csv"), csv(lake));

    // It revises bars, and indicators of most bars after them; that has no say in features.
    assertThat(new Rebuilds("trades").run(lake, Mode.CORRECTED).bars()).isPositive();
    Map<String, long[]> fromCorrected = features(bars(lake), lake.settings());
    assertThat(Rebuilds.bars(lake).filter("revision > 0").count()).isPositive();
    Rebuilds.dropBars(lake);
    new Rebuilds("trades").run(lake, Mode.AS_STREAMED);
    Map<String, long[]> fromRebuild = features(bars(lake), lake.settings());
    Map<String, long[]> fromFile = features(bars(file, lake.settings()), lake.settings());

    assertThat(fromStream).hasSizeGreaterThan(300);
    assertThat(scored.keySet()).isEqualTo(fromStream.keySet());
    assertThat(fromRebuild.keySet()).isEqualTo(fromStream.keySet());
    assertThat(fromFile.keySet()).isEqualTo(fromStream.keySet());
    assertThat(fromCorrected.keySet()).isEqualTo(fromStream.keySet());
    fromStream.forEach(
        (bar, bits) -> {
          assertThat(scored.get(bar)).as("scored, %s", bar).isEqualTo(bits);
          assertThat(fromRebuild.get(bar)).as("rebuild, %s", bar).isEqualTo(bits);
          assertThat(fromFile.get(bar)).as("file, %s", bar).isEqualTo(bits);
          assertThat(fromCorrected.get(bar)).as("corrected, %s", bar).isEqualTo(bits);
        });
  }

  /** The bits of what the forecasts of a version were given. */
  private static Map<String, long[]> scored(TestLake lake, String version) {
    Map<String, long[]> all = new TreeMap<>();
    for (Row row :
        lake.lake()
            .tables()
            .read(GoldDirection.TABLE)
            .filter("kind = 'forecast' AND model_version = '" + version + "'")
            .collectAsList()) {
      List<Double> features = row.getList(row.fieldIndex(GoldDirection.FEATURES));
      all.put(
          row.<String>getAs(SilverBars.SYMBOL)
              + " "
              + Micros.of(row.<Timestamp>getAs(SilverBars.BAR_START)),
          features.stream().mapToLong(Double::doubleToRawLongBits).toArray());
    }
    return all;
  }

  private static Map<String, List<DirectionBar>> bars(TestLake lake) {
    Map<String, List<DirectionBar>> bars = new TreeMap<>();
    LakeBars.read(
            lake.lake(),
            lake.settings(),
            new LakeBars.Selection(
                "1m", List.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty()),
            1_000_000)
        .forEach((name, rows) -> bars.put(name.substring(name.indexOf(' ') + 1), rows));
    return bars;
  }

  private static Map<String, List<DirectionBar>> bars(Path file, Settings settings) {
    return BarsOfFile.read(
            file.toString(),
            new BarsOfFile.Manner(
                Map.of(),
                ZoneOffset.UTC,
                Duration.ofSeconds(10),
                settings.direction().interval(),
                settings.bars(),
                settings.indicators(),
                TradingCalendar.continuous(),
                List.of(),
                1_000_000),
            new Configuration())
        .data()
        .bars();
  }

  /** The stream's minutes as a file has them. */
  private static String csv(TestLake lake) {
    List<String> columns =
        List.of(
            "symbol", "bar_start", "open", "high", "low", "close", "volume", "vwap", "known_at");
    StringBuilder csv = new StringBuilder(String.join(",", columns)).append('\n');
    for (Row row : Rebuilds.bars(lake).filter("interval = '1m'").collectAsList()) {
      List<String> cells = new ArrayList<>();
      for (String column : columns) {
        Object value = row.getAs(column);
        cells.add(
            value instanceof Timestamp time ? time.toInstant().toString() : String.valueOf(value));
      }
      csv.append(String.join(",", cells)).append('\n');
    }
    return csv.toString();
  }

  /** The bits of the features of each bar that is forecast. */
  private static Map<String, long[]> features(
      Map<String, List<DirectionBar>> bars, Settings settings) {
    DirectionFeatures features = DirectionFeatures.of(settings.indicators(), settings.direction());
    Map<String, long[]> all = new TreeMap<>();
    bars.forEach(
        (symbol, rows) -> {
          DirectionSeries series = DirectionSeries.of(rows);
          for (DirectionBar bar : series.forecastBars()) {
            List<DirectionBar> before = series.before(bar);
            if (features.omission(bar, before).isEmpty()) {
              all.put(
                  symbol + " " + bar.start(),
                  Arrays.stream(features.values(bar, before, SentimentReading.NONE))
                      .mapToLong(Double::doubleToRawLongBits)
                      .toArray());
            }
          }
        });
    return all;
  }
}
