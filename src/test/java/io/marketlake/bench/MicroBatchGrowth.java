package io.marketlake.bench;

import io.marketlake.app.Streams.LayerName;
import io.marketlake.bench.Bench.Bed;
import io.marketlake.topology.BatchListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a micro-batch of bronze and silver, fused, costs from the first to the last of very many: it
 * must not grow with what the tables and their logs hold.
 */
final class MicroBatchGrowth {
  private static final int RECORDS_PER_BATCH = 20;
  private static final int STEPS = 10;
  private static final String TOPIC = "bench-micro-batches";
  private static final double MILLIS = 1e6;

  private MicroBatchGrowth() {}

  static void run(Bed bed, int microBatches, Report report) throws Exception {
    bed.topics().ticks(TOPIC, (long) microBatches * RECORDS_PER_BATCH, bed.symbols());
    int step = Math.max(1, microBatches / STEPS);
    List<List<@Nullable Object>> table = new ArrayList<>();
    long[] last = {System.nanoTime(), Meter.processorNanos()};
    int[] done = {0};
    BatchListener counted =
        (layer, counts, rows) -> {
          if (layer.equals("silver") && ++done[0] % step == 0) {
            long now = System.nanoTime();
            long cpu = Meter.processorNanos();
            Runtime runtime = Runtime.getRuntime();
            table.add(
                Arrays.asList(
                    (done[0] - step + 1) + " to " + done[0],
                    (now - last[0]) / MILLIS / step,
                    (cpu - last[1]) / MILLIS / step,
                    (runtime.totalMemory() - runtime.freeMemory()) >> 20));
            System.err.println("micro-batches: " + table.get(table.size() - 1));
            last[0] = now;
            last[1] = cpu;
          }
        };
    try (BenchLake lake =
        bed.lake(
            bed.work().resolve("micro-batches"),
            "ticks",
            TOPIC,
            bed.symbols(),
            Map.of("stream.max-records-per-batch", String.valueOf(RECORDS_PER_BATCH)))) {
      last[0] = System.nanoTime();
      last[1] = Meter.processorNanos();
      lake.run(List.of(LayerName.BRONZE, LayerName.SILVER), counted);
    }
    report.table(
        "Growth with micro-batches",
        List.of("micro-batches", "ms each", "CPU-ms each", "heap in use MB"),
        table);
  }
}
