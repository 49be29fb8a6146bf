package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.OperatingSystemMXBean;
import io.marketlake.TestLake;
import io.marketlake.TestSpark;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.delta.Commit;
import io.marketlake.delta.LakeTables;
import io.marketlake.history.TableBarHistory;
import io.marketlake.job.FailPoint;
import io.marketlake.schema.SilverBarStates;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bars of very many symbols, and of very many ticks: silver.ticks is filled straight away, and the
 * query of bars reads it. Logs seconds, rows a second and a CPU-second, and the heap that is left
 * after a collection.
 *
 * <p>Tier: proof.
 */
@Tag("proof")
class BarsLoadTest {
  private static final Logger LOG = LoggerFactory.getLogger(BarsLoadTest.class);
  private static final long SYMBOLS = Long.getLong("marketlake.load.symbols", 1_000_000);
  private static final long TICKS = Long.getLong("marketlake.load.ticks", 2_000_000);

  /** 2026-03-02 12:00:00 UTC. */
  private static final long BEGIN = 1_772_452_800L;

  private static final long DAY = TimeUnit.DAYS.toSeconds(1);
  private static final long MEGABYTE = 1L << 20;

  /** What the heap may differ by between two steps whose work is the same. */
  private static final long SLACK = 100 * MEGABYTE;

  @TempDir private Path folder;
  private TestLake lake;
  private LakeTables tables;
  private Table ticks;
  private long commits;

  @BeforeEach
  void makeLake() {
    lake = new TestLake(folder.resolve("lake"));
    tables = lake.lake().tables();
    ticks = SilverTable.of(lake.feed("ticks"));
    tables.ensure(ticks);
  }

  /** Appends a tick a number, whose symbol, second since 1970 and price are given as SQL. */
  private void append(
      Dataset<Row> numbers, String symbol, String second, String price, long firstOffset) {
    Map<String, String> values = new TreeMap<>();
    values.put("symbol", symbol);
    values.put("price", price);
    values.put("volume", "100");
    values.put("event_time", "timestamp_micros(CAST((" + second + ") * 1000000L AS BIGINT))");
    values.put("known_at", values.get("event_time"));
    values.put("day", "to_date(" + values.get("event_time") + ")");
    values.put("cluster_id", "'c'");
    values.put("topic_id", "'t'");
    values.put("topic", "'ticks'");
    values.put("partition", "id % 2");
    values.put("offset", firstOffset + " + id div 2");
    String[] columns =
        List.of(ticks.structType().fields()).stream()
            .map(
                field ->
                    "CAST("
                        + values.getOrDefault(field.name(), "NULL")
                        + " AS "
                        + field.dataType().sql()
                        + ") AS `"
                        + field.name()
                        + "`")
            .toArray(String[]::new);
    tables.append(ticks, numbers.selectExpr(columns), new Commit("load", commits, "r" + commits));
    commits++;
  }

  private static Dataset<Row> numbers(long count) {
    return TestSpark.session().range(0, count, 1, 4).toDF();
  }

  /** Takes what was appended; returns the heap in use after it and a collection. */
  private long step(String what) {
    long start = System.nanoTime();
    lake.run(List.of(LayerName.BARS), List.of("ticks"), FailPoint.NONE);
    double seconds = (System.nanoTime() - start) / 1e9;
    System.gc();
    long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    LOG.info(
        "LOAD {}: {} s with the query's start, {} MB of heap",
        what,
        String.format("%.1f", seconds),
        used / MEGABYTE);
    return used;
  }

  /** The time of all cores that this process has used. */
  private static long processorNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private long states() {
    return new TableBarHistory(tables, SilverBarStates.TABLE)
        .states(
            tables.read(SilverBarStates.TABLE).select("source_feed", "state_key").limit(0),
            functions.lit(true))
        .filter("symbol IS NOT NULL")
        .count();
  }

  private Dataset<Row> minuteBars() {
    return tables.read(BarLayers.tables(lake.settings()).bars()).filter("interval = '1m'");
  }

  @Test
  void aMillionSymbolsAreRememberedThoughTheyAreQuiet() {
    append(numbers(SYMBOLS), "concat('S', id)", String.valueOf(BEGIN), "10", 0);
    step("a tick of each of " + SYMBOLS + " symbols");
    assertThat(states()).isEqualTo(SYMBOLS);
    long offset = SYMBOLS;
    long first = Long.MAX_VALUE;
    for (int i = 1; i <= 3; i++) {
      append(numbers(2), "concat('ALONE', id)", BEGIN + " + " + i, "10", offset++);
      first = Math.min(first, step("two ticks"));
    }
    append(numbers(2), "concat('ALONE', id)", BEGIN + " + 3600", "10", offset++);
    step("two ticks that make " + SYMBOLS + " bars final");
    assertThat(minuteBars().count()).isEqualTo(SYMBOLS + 2);
    // The first of these also folds all that became final into the base of the states.
    long second = Long.MAX_VALUE;
    for (int i = 1; i <= 3; i++) {
      append(numbers(2), "concat('ALONE', id)", (BEGIN + DAY) + " + " + i, "10", offset++);
      second = Math.min(second, step("two ticks"));
    }
    append(numbers(1000), "concat('S', id * 7)", BEGIN + " + 2 * 86400", "11", offset);
    step("a tick of 1000 of them");
    append(numbers(2), "concat('ALONE', id)", BEGIN + " + 3 * 86400", "10", offset + 500);
    long last = step("two ticks that make 1000 bars final");
    Dataset<Row> later = minuteBars().filter("symbol LIKE 'S%' AND open = 11");
    assertThat(later.count()).isEqualTo(1000);
    assertThat(later.filter("abs(log_return - ln(1.1)) < 1e-12").count()).isEqualTo(1000);
    assertThat(states()).isEqualTo(SYMBOLS + 2);
    assertThat(
            tables
                .read(SilverBarStates.TABLE)
                .filter("tier = 'base' AND symbol IS NOT NULL")
                .count())
        .as("the base")
        .isLessThanOrEqualTo(SYMBOLS + 2);
    assertThat(second).as("heap after a million bars").isCloseTo(first, within(SLACK));
    assertThat(last).as("heap in the end").isCloseTo(first, within(SLACK));
  }

  @Test
  void ticksBecomeBarsAndIndicators() {
    long part = TICKS / 4;
    for (int i = 0; i < 4; i++) {
      append(
          numbers(part),
          "concat('S', (id div 2) % 250 * 2 + id % 2)",
          (BEGIN + i * 900L) + " + id * 900.0D / " + part,
          "100 + id % 97 / 10",
          i * part / 2);
      long start = System.nanoTime();
      long used = processorNanos();
      step(part + " ticks of 500 symbols");
      LOG.info(
          "LOAD {} rows/s and {} rows per CPU-second with the query's start",
          Math.round(part / ((System.nanoTime() - start) / 1e9)),
          Math.round(part / ((processorNanos() - used) / 1e9)));
    }
    assertThat(
            minuteBars().agg(org.apache.spark.sql.functions.sum("trade_count")).first().getLong(0))
        .isLessThanOrEqualTo(4 * part)
        .isGreaterThan(3 * part);
    assertThat(minuteBars().select("symbol").distinct().count()).isEqualTo(500);
  }
}
