package io.marketlake.bench;

import io.marketlake.app.Streams.LayerName;
import io.marketlake.bench.Bench.Bed;
import io.marketlake.bench.Trials.Figures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a tick costs in silver and in bars, from 10 symbols to 10,000. */
final class SymbolGrowth {
  private static final List<Integer> SYMBOLS = List.of(10, 100, 1_000, 10_000);
  private static final double MICROS = 1e6;

  private SymbolGrowth() {}

  static void run(Bed bed, long rows, int repetitions, Report report) throws Exception {
    for (int symbols : SYMBOLS) {
      bed.topics().ticks("bench-symbols-" + symbols, rows, symbols);
    }
    Trials trials = new Trials(0, repetitions);
    int[] lakes = {0};
    trials.run(
        measured -> {
          for (int symbols : SYMBOLS) {
            try (BenchLake lake =
                bed.lake(
                    bed.work().resolve("symbols-" + lakes[0]++),
                    "ticks",
                    "bench-symbols-" + symbols,
                    symbols,
                    Map.of())) {
              lake.begin(List.of(LayerName.SILVER, LayerName.BARS));
              lake.run(List.of(LayerName.BRONZE));
              for (LayerName layer : List.of(LayerName.SILVER, LayerName.BARS)) {
                measured.run(
                    layer.name().toLowerCase(java.util.Locale.ROOT) + ", " + symbols + " symbols",
                    () -> {
                      lake.run(List.of(layer));
                      return rows;
                    });
              }
            }
          }
        });
    List<List<@Nullable Object>> table = new ArrayList<>();
    for (Figures each : trials.figures()) {
      table.add(
          Arrays.asList(
              each.name(),
              each.rows(),
              each.rowsPerSecond(),
              MICROS / each.rowsPerCpuSecond(),
              each.heapMegabytes()));
    }
    report.table(
        "Growth with symbols",
        List.of("what", "rows", "rows/s (median)", "CPU-µs a tick", "peak heap MB"),
        table);
  }
}
