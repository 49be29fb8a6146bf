package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.LakeTables;
import io.marketlake.observe.PipelineStatus;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Table;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a demo leaves behind, and what to do with it. */
final class DemoSummary {
  private DemoSummary() {}

  static void print(
      PrintStream out,
      Settings settings,
      long produced,
      PipelineStatus status,
      LakeTables tables,
      Instant begun) {
    out.printf(
        Locale.ROOT,
        "%nDone after %d s: %,d events produced, all taken in.%n%n",
        Duration.between(begun, Instant.now()).toSeconds(),
        produced);
    Map<String, Long> all = new TreeMap<>(status.tables());
    all.putAll(marts(settings, tables));
    all.forEach((table, rows) -> out.printf(Locale.ROOT, "  %-28s %,12d rows%n", table, rows));
    boolean isDefault = settings.lakePath().equals("lake");
    boolean isOnS3 = settings.lake().isOnS3();
    String lake =
        (isDefault ? "" : " --set lake.path=" + word(settings.lakePath()))
            + (isOnS3 && settings.s3().pathStyle() ? " --set s3.path-style=true" : "");
    String again =
        isOnS3 ? " with the same options" : isDefault ? "" : " --lake " + word(settings.lakePath());
    out.printf(
        """

        Try next:
          scripts/spark-submit/query.sh "SELECT label, count(*) FROM gold.sentiment GROUP BY label"%1$s
          scripts/spark-submit/query.sh "SELECT event_time, label, score, text FROM gold.sentiment ORDER BY event_time DESC LIMIT 10"%1$s
          scripts/spark-submit/query.sh "SELECT symbol, min(price), max(price), sum(volume) FROM silver.trades GROUP BY symbol ORDER BY 4 DESC LIMIT 10"%1$s
          scripts/spark-submit/query.sh "SELECT symbol, bar_start, close, sma_20, rsi_14, is_warm FROM silver.bars_current WHERE interval = '1m' ORDER BY bar_start DESC, symbol LIMIT 10"%1$s
          scripts/spark-submit/query.sh "SELECT day, symbol, open, high, low, close, volume, vwap FROM gold.symbol_day WHERE source_feed = 'trades' ORDER BY notional DESC LIMIT 10"%1$s
          scripts/spark-submit/query.sh "SELECT feed, class, failed_rules, count(*) FROM quarantine.events GROUP BY ALL ORDER BY 4 DESC"%1$s
          scripts/demo.sh --leak-check   (news moves this market's prices: how a forecast of it is refused as too good)
          scripts/demo.sh%2$s   (goes on where this stopped)
        """,
        lake, again);
    out.flush();
  }

  /** The rows of the marts that there are, as the logs have them. */
  private static Map<String, Long> marts(Settings settings, LakeTables tables) {
    Map<String, Long> rows = new TreeMap<>();
    for (Table mart : LakeSchema.marts(settings)) {
      if (tables.exists(mart)) {
        long count =
            tables.log(mart).dayRows(BronzeEvents.DAY, List.of()).values().stream()
                .mapToLong(day -> day.rows().orElse(0))
                .sum();
        if (count > 0) {
          rows.put(mart.id(), count);
        }
      }
    }
    return rows;
  }

  /** A text as one word of a shell. */
  private static String word(String text) {
    return text.matches("[\\w@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
