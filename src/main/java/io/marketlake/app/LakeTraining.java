package io.marketlake.app;

import static org.apache.spark.sql.functions.col;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.error.DirectionErrors;
import io.marketlake.feature.direction.DirectionBar;
import io.marketlake.feature.direction.DirectionFeatures;
import io.marketlake.feature.direction.ScoredText;
import io.marketlake.feature.market.TradingCalendar;
import io.marketlake.schema.Feed;
import io.marketlake.schema.GoldDirection;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBars;
import io.marketlake.training.direction.DirectionData;
import io.marketlake.training.direction.ScoredFeatures;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What a lake has to learn from. */
final class LakeTraining {
  /** The newest forecasts tell whether scoring and training agree. */
  private static final int MOST_SCORED = 1_000;

  private LakeTraining() {}

  /**
   * Reads it.
   *
   * @param most how many bars, and how many texts, are read at most
   * @throws io.marketlake.error.PipelineException if there are no bars, or more
   */
  static DirectionData read(Lake lake, Settings settings, LakeBars.Selection selection, long most) {
    SortedMap<String, List<DirectionBar>> bars = LakeBars.read(lake, settings, selection, most);
    if (bars.isEmpty()) {
      throw DirectionErrors.noBars(selection.interval());
    }
    Map<String, List<ScoredText>> texts = LakeBars.texts(lake, settings, selection, most);
    Map<String, String> reading = new TreeMap<>();
    reading.put("interval", selection.interval());
    reading.put(
        DirectionData.TEXTS, String.valueOf(texts.values().stream().mapToLong(List::size).sum()));
    selection.asOf().ifPresent(moment -> reading.put("as of", moment.toString()));
    selection.from().ifPresent(moment -> reading.put("from", moment.toString()));
    if (!selection.symbols().isEmpty()) {
      reading.put("symbols", String.join(" ", selection.symbols()));
    }
    return new DirectionData(
        SilverBars.ID,
        sha256(bars),
        bars,
        texts,
        calendars(settings, bars),
        scored(lake, settings, selection),
        reading);
  }

  /** What the newest forecasts were given, if they were given these features. */
  private static List<ScoredFeatures> scored(
      Lake lake, Settings settings, LakeBars.Selection selection) {
    if (!lake.tables().exists(GoldDirection.TABLE)) {
      return List.of();
    }
    DirectionFeatures features = DirectionFeatures.of(settings.indicators(), settings.direction());
    Dataset<Row> rows =
        lake.tables()
            .read(GoldDirection.TABLE)
            .filter(col(GoldDirection.KIND).equalTo(GoldDirection.FORECAST))
            .filter(col(SilverBars.INTERVAL).equalTo(selection.interval()))
            .filter(
                col(GoldDirection.FEATURES_VERSION)
                    .equalTo(DirectionFeatures.versionOf(features.names())))
            .select(
                SilverBars.SOURCE_FEED,
                SilverBars.SYMBOL,
                SilverBars.BAR_START,
                GoldDirection.FEATURES)
            .dropDuplicates(SilverBars.SOURCE_FEED, SilverBars.SYMBOL, SilverBars.BAR_START)
            .orderBy(col(SilverBars.BAR_START).desc())
            .limit(MOST_SCORED);
    return rows.collectAsList().stream()
        .map(
            row ->
                new ScoredFeatures(
                    row.getString(0) + " " + row.getString(1),
                    Micros.of(row.getTimestamp(2)),
                    row.<Double>getList(3)))
        .toList();
  }

  private static Map<String, TradingCalendar> calendars(
      Settings settings, SortedMap<String, List<DirectionBar>> bars) {
    Map<String, TradingCalendar> calendars = new HashMap<>();
    for (Feed feed : settings.feeds().values()) {
      feed.bars()
          .ifPresent(
              source ->
                  bars.keySet().stream()
                      .filter(series -> series.startsWith(feed.name() + " "))
                      .forEach(series -> calendars.put(series, settings.calendarOf(source))));
    }
    return calendars;
  }

  /** Of what tells rows of bars apart, and their closes. */
  private static String sha256(SortedMap<String, List<DirectionBar>> bars) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      bars.forEach(
          (series, rows) -> {
            digest.update(series.getBytes(StandardCharsets.UTF_8));
            rows.stream()
                .filter(DirectionBar::isFirstWritten)
                .sorted(Comparator.comparingLong(DirectionBar::start))
                .forEach(
                    bar ->
                        digest.update(
                            ByteBuffer.allocate(3 * Long.BYTES)
                                .putLong(bar.start())
                                .putLong(bar.knownAt())
                                .putDouble(bar.close())
                                .array()));
          });
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
