package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestSpark;
import io.marketlake.job.FailPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a refresh costs while the history grows: it reads what it read before. The table goes to
 * {@code target/mart-refresh.txt}.
 *
 * <p>Tier: proof.
 */
@Tag("proof")
class MartCostTest {
  private static final LocalDate FIRST = LocalDate.parse("2026-01-01");
  private static final List<Integer> HISTORIES = List.of(1, 10, 32, 40, 70, 100);
  private static final int SYMBOLS = 50;
  private static final int REPETITIONS = 3;

  /**
   * The longest lookback of any mart but for month_close, of which a month has a row a symbol: from
   * then on more history is not asked for.
   */
  private static final int LONGEST_LOOKBACK = 32;

  @TempDir private Path folder;

  private static final class Rows extends SparkListener {
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      if (end.taskMetrics() != null) {
        read.addAndGet(end.taskMetrics().inputMetrics().recordsRead());
        bytes.addAndGet(end.taskMetrics().inputMetrics().bytesRead());
      }
    }
  }

  private static void fill(MartLake lake, LocalDate day) {
    lake.trades(day, 3_000);
    lake.ticks(day, 3_000);
    lake.bars(day, 60, 0);
    lake.texts(day, 200);
  }

  @Test
  void staysWhatItWasAsHistoryGrows() throws Exception {
    MartLake lake = new MartLake(folder, SYMBOLS, Map.of()).withReference();
    Rows rows = new Rows();
    List<String> lines = new ArrayList<>();
    lines.add("| days of history | seconds of a refresh | rows read | MB read |");
    lines.add("|---|---|---|---|");
    Map<Integer, Long> read = new TreeMap<>();
    TestSpark.session().sparkContext().addSparkListener(rows);
    try (MartRefreshes marts =
        MartRefreshes.open(TestSpark.session(), lake.lake(), lake.settings(), FailPoint.NONE)) {
      int days = 0;
      for (int history : HISTORIES) {
        for (; days < history; days++) {
          fill(lake, FIRST.plusDays(days));
        }
        marts.run();
        double best = Double.MAX_VALUE;
        long least = Long.MAX_VALUE;
        long leastBytes = Long.MAX_VALUE;
        for (int i = 0; i < REPETITIONS; i++) {
          // One row more in the open day, so that its size stays.
          lake.trades(FIRST.plusDays(days - 1L), 1);
          lake.bars(FIRST.plusDays(days - 1L), 1, 1 + i);
          lake.texts(FIRST.plusDays(days - 1L), 1);
          TestSpark.session().sparkContext().listenerBus().waitUntilEmpty();
          rows.read.set(0);
          rows.bytes.set(0);
          long start = System.nanoTime();
          marts.run();
          best = Math.min(best, (System.nanoTime() - start) / 1e9);
          TestSpark.session().sparkContext().listenerBus().waitUntilEmpty();
          least = Math.min(least, rows.read.get());
          leastBytes = Math.min(leastBytes, rows.bytes.get());
        }
        read.put(history, least);
        lines.add(
            String.format(
                Locale.ROOT, "| %d | %.1f | %,d | %.1f |", history, best, least, leastBytes / 1e6));
      }
    } finally {
      TestSpark.session().sparkContext().removeSparkListener(rows);
    }
    write(lines);
    lake.assertCurrent();
    long whole = Objects.requireNonNull(read.get(LONGEST_LOOKBACK));
    read.forEach(
        (history, count) -> {
          if (history > LONGEST_LOOKBACK) {
            assertThat(count).as("rows read with %d days", history).isLessThan(whole + whole / 20);
          }
        });
  }

  private static void write(List<String> lines) throws IOException {
    Files.createDirectories(Path.of("target"));
    Files.write(Path.of("target/mart-refresh.txt"), lines);
    lines.forEach(System.out::println);
  }
}
