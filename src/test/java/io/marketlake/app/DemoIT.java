package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's first command, on the built jar: the demo runs, ends by itself with all taken in,
 * and its tables answer queries.
 *
 * <p>Tier: CI.
 */
class DemoIT {
  @TempDir private Path folder;

  @Test
  void theDemoEndsDrainedAndItsTablesAnswer() {
    String lake = folder.resolve("lake").toString();
    Scripts.Result demo =
        Scripts.run(Map.of(), "scripts/demo.sh", List.of("--for", "40s", "--lake", lake));
    assertThat(demo.status()).as(demo.output()).isZero();
    assertThat(demo.output())
        .contains("all taken in", "gold.sentiment", "Try next:", "silver.bars_current");

    Scripts.Result query =
        Scripts.run(
            Map.of(),
            "scripts/spark-submit/query.sh",
            List.of(
                "SELECT (SELECT count(*) FROM bronze.events) AS bronze, (SELECT count(*) FROM"
                    + " silver.ticks) + (SELECT count(*) FROM silver.trades) + (SELECT count(*)"
                    + " FROM silver.news) + (SELECT count(*) FROM silver.posts) + (SELECT"
                    + " count(*) FROM quarantine.events) AS judged, (SELECT count(*) > 0 FROM"
                    + " gold.sentiment) AS scored, (SELECT count(*) FROM silver.ticks) + (SELECT"
                    + " count(*) FROM silver.trades) AS priced, (SELECT sum(trades) FROM"
                    + " gold.symbol_day) AS of_marts",
                "--format",
                "csv",
                "--set",
                "lake.path=" + lake));
    assertThat(query.status()).as(query.output()).isZero();
    String last = query.output().lines().reduce("", (a, b) -> b);
    String[] cells = last.split(",", -1);
    assertThat(cells[0]).isEqualTo(cells[1]).isNotEqualTo("0");
    assertThat(cells[2]).isEqualTo("true");
    assertThat(cells[4]).as("events in the marts that it kept").isEqualTo(cells[3]);
  }

  @Test
  void aMistakeEndsTheProcessWithOneSentenceAndStatusTwo() {
    Scripts.Result result =
        Scripts.run(
            Map.of(), "scripts/spark-submit/silver.sh", List.of("--set", "stream.triger=1s"));
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.output()).contains("did you mean stream.trigger?");
  }
}
