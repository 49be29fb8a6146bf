package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.observe.PipelineStatus;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** What a demo leaves behind, and what to do with it. */
final class DemoSummary {
  private DemoSummary() {}

  static void print(
      PrintStream out, Settings settings, long produced, PipelineStatus status, Instant begun) {
    out.printf(
        Locale.ROOT,
        "%nDone after %d s: %,d events produced, all taken in.%n%n",
        Duration.between(begun, Instant.now()).toSeconds(),
        produced);
    status
        .tables()
        .forEach((table, rows) -> out.printf(Locale.ROOT, "  %-20s %,12d rows%n", table, rows));
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
          scripts/spark-submit/query.sh "SELECT feed, class, failed_rules, count(*) FROM quarantine.events GROUP BY ALL ORDER BY 4 DESC"%1$s
          scripts/demo.sh%2$s   (goes on where this stopped)
        """,
        lake, again);
    out.flush();
  }

  /** A text as one word of a shell. */
  private static String word(String text) {
    return text.matches("[\\w@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
