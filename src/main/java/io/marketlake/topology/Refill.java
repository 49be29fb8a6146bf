package io.marketlake.topology;

import static org.apache.spark.sql.functions.col;

import io.marketlake.delta.Commit;
import io.marketlake.delta.LakeTables;
import io.marketlake.error.Errors;
import io.marketlake.job.Layer;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.Table;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares a layer's tables with the layer before, coordinate by coordinate, and fills in what they
 * lack. It is how a layer goes on without a checkpoint: interrupted at any point, it is done again
 * and finds the rest.
 */
final class Refill {
  private static final Logger LOG = LoggerFactory.getLogger(Refill.class);

  private final LakeTables tables;
  private final LayerWriter writer;
  private final FillProgress progress;

  Refill(LakeTables tables, LayerWriter writer) {
    this(tables, writer, Refill::log);
  }

  Refill(LakeTables tables, LayerWriter writer, FillProgress progress) {
    this.tables = tables;
    this.writer = writer;
    this.progress = progress;
  }

  private static void log(String layer, Table source, LocalDate day, int number, int of) {
    LOG.info("Filling {} from {}: {} ({} of {} days)", layer, source.id(), day, number, of);
  }

  /**
   * Fills a layer's tables from its inputs as they are at these versions, a day at a time.
   *
   * @throws io.marketlake.error.PipelineException where the tables have rows and the layer before
   *     has none to compare them with
   */
  void run(Layer layer, Map<Table, Long> versions) {
    if (layer.inputs().keySet().stream().allMatch(tables::isEmpty)
        && layer.outputs().stream().allMatch(tables::isEmpty)) {
      return;
    }
    String refill = "refill-" + UUID.randomUUID();
    long step = 0;
    Map<Table, Dataset<Row>> upstream = new LinkedHashMap<>();
    for (Table table : layer.inputs().keySet()) {
      upstream.put(
          table, onlyFeeds(layer, table, tables.readAt(table, versions.getOrDefault(table, 0L))));
    }
    requireSource(layer, upstream);
    for (Map.Entry<Table, Dataset<Row>> source : upstream.entrySet()) {
      Table table = source.getKey();
      Dataset<Row> missing =
          Untaken.of(
              tables,
              layer,
              layer
                  .inputs()
                  .getOrDefault(table, rows -> rows)
                  .apply(layer.standing(source.getValue())));
      List<OffsetRanges.Chunk> chunks = OffsetRanges.of(missing).chunks();
      for (OffsetRanges.Chunk chunk : chunks) {
        progress.filling(
            layer.name(), table, chunk.day(), chunks.indexOf(chunk) + 1, chunks.size());
        try (Kept batch = new Kept(-1, Instant.now(), (name, choice) -> choice.get())) {
          Dataset<Row> rows = batch.keep(missing.filter(chunk.condition()));
          Commit commit = new Commit(refill, step, table.id() + " " + chunk.day());
          writer.write(layer, rows, batch, commit, () -> {});
        }
        layer.upkeep();
        step++;
      }
    }
  }

  private static Dataset<Row> onlyFeeds(Layer layer, Table table, Dataset<Row> rows) {
    return Stream.of(table.structType().fieldNames())
        .filter(name -> name.equals(BronzeEvents.FEED) || name.equals(SilverBars.SOURCE_FEED))
        .findFirst()
        .map(feed -> rows.filter(col(feed).isin(layer.feeds().toArray())))
        .orElse(rows);
  }

  private void requireSource(Layer layer, Map<Table, Dataset<Row>> upstream) {
    if (!upstream.values().stream().allMatch(Dataset::isEmpty)) {
      return;
    }
    for (Table table : layer.outputs()) {
      if (!onlyFeeds(layer, table, tables.read(table)).isEmpty()) {
        String sources =
            upstream.keySet().stream().map(Table::id).collect(Collectors.joining(" and "));
        throw Errors.tableWithoutSource(table.id(), sources);
      }
    }
  }
}
