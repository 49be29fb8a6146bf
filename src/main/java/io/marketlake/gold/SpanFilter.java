package io.marketlake.gold;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBars;
import java.io.Serializable;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * Conditions that tell whether rows lie in stretches of time of their series. They hold the
 * stretches as objects and not as literals, which would have Spark compile new code for each
 * micro-batch.
 */
final class SpanFilter {
  private SpanFilter() {}

  /** Whether a time of a row with source_feed and symbol lies in the stretch of its series. */
  static Column within(List<SeriesSpan> spans, String time) {
    if (spans.isEmpty()) {
      return lit(false);
    }
    UDF3<String, String, Timestamp, Boolean> within = new Within(spans);
    return udf(within, DataTypes.BooleanType)
        .apply(col(SilverBars.SOURCE_FEED), col(SilverBars.SYMBOL), col(time));
  }

  /** The feeds of the series of a row's symbol whose stretch has a time of it. */
  static Column feedsWithin(List<SeriesSpan> spans, String time) {
    UDF2<String, Timestamp, String[]> feeds = new FeedsWithin(spans);
    return udf(feeds, DataTypes.createArrayType(DataTypes.StringType))
        .apply(col(SilverBars.SYMBOL), col(time));
  }

  private record Stretch(long from, long to) implements Serializable {
    static Stretch of(SeriesSpan span) {
      return new Stretch(Micros.of(span.from()), Micros.of(span.to()));
    }

    boolean has(Timestamp time) {
      long moment = Micros.of(time);
      return moment >= from && moment < to;
    }
  }

  private static final class Within implements UDF3<String, String, Timestamp, Boolean> {
    private static final long serialVersionUID = 1L;

    private final HashMap<String, Stretch> stretches = new HashMap<>();

    Within(List<SeriesSpan> spans) {
      spans.forEach(
          span -> stretches.put(SeriesNews.key(span.feed(), span.symbol()), Stretch.of(span)));
    }

    @Override
    public Boolean call(@Nullable String feed, @Nullable String symbol, Timestamp time) {
      if (feed == null || symbol == null) {
        return false;
      }
      Stretch stretch = stretches.get(SeriesNews.key(feed, symbol));
      return stretch != null && stretch.has(time);
    }
  }

  private static final class FeedsWithin implements UDF2<String, Timestamp, String[]> {
    private static final long serialVersionUID = 1L;

    private final HashMap<String, HashMap<String, Stretch>> bySymbol = new HashMap<>();

    FeedsWithin(List<SeriesSpan> spans) {
      spans.forEach(
          span ->
              bySymbol
                  .computeIfAbsent(span.symbol(), symbol -> new HashMap<>())
                  .put(span.feed(), Stretch.of(span)));
    }

    @Override
    public String[] call(@Nullable String symbol, Timestamp time) {
      if (symbol == null) {
        return new String[0];
      }
      Map<String, Stretch> feeds = bySymbol.getOrDefault(symbol, new HashMap<>());
      return feeds.entrySet().stream()
          .filter(feed -> feed.getValue().has(time))
          .map(Map.Entry::getKey)
          .sorted()
          .toArray(String[]::new);
    }
  }
}
