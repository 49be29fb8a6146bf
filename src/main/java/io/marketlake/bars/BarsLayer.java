package io.marketlake.bars;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;

import io.marketlake.feature.bar.BarRules;
import io.marketlake.feature.bar.PartitionCourse;
import io.marketlake.job.Layer;
import io.marketlake.job.LayerOutput;
import io.marketlake.job.MicroBatch;
import io.marketlake.job.Stage;
import io.marketlake.schema.KafkaPartition;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBarStates;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverLate;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.SilverWindows;
import io.marketlake.schema.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * The silver tables of feeds with bars -> {@link SilverBars}, {@link SilverWindows}, {@link
 * SilverLate} and {@link SilverBarStates}, its ledger. It takes each Kafka partition's events in
 * offset order and once: those that the ledger has are left out. What an interrupted step wrote is
 * found by the offsets of the events that made its bars final, and not written again.
 */
public final class BarsLayer implements Layer {
  public static final String NAME = SilverBars.WRITER;

  private final List<BarFeed> feeds;
  private final Map<String, BarRules> rules;
  private final BarTables tables;
  private final BarHistory history;
  private final Stage selection;
  private final InterruptedStep interrupted;
  private final ChunkPasses passes;

  /**
   * The layer.
   *
   * @param selection which of the priced events it takes
   */
  public BarsLayer(List<BarFeed> feeds, BarTables tables, BarHistory history, Stage selection) {
    this.feeds = List.copyOf(feeds);
    this.rules =
        new TreeMap<>(feeds.stream().collect(Collectors.toMap(BarFeed::name, BarFeed::rules)));
    this.tables = tables;
    this.history = history;
    this.selection = selection;
    this.passes = new ChunkPasses(rules);
    this.interrupted = new InterruptedStep(tables, history, feeds());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> feeds() {
    return feeds.stream().map(BarFeed::name).toList();
  }

  @Override
  public Map<Table, Stage> inputs() {
    Map<Table, Stage> inputs = new LinkedHashMap<>();
    for (BarFeed feed : feeds) {
      Stage prices = feed.prices();
      inputs.put(SilverTable.of(feed.feed()), rows -> selection.apply(prices.apply(rows)));
    }
    return inputs;
  }

  @Override
  public List<Table> outputs() {
    return tables.all();
  }

  @Override
  public void upkeep() {
    history.pack();
  }

  private Ledger ledger() {
    return Ledger.of(history, feeds());
  }

  @Override
  public Optional<Dataset<Row>> remaining(Dataset<Row> input) {
    return Optional.of(ledger().beyond(input));
  }

  /** Those of the priced events that the ledger has. */
  public Dataset<Row> taken(Dataset<Row> prices) {
    return ledger().taken(prices);
  }

  /** How far it has come in each Kafka partition, as a text. */
  public String progress() {
    return ledger().toString();
  }

  @Override
  public LayerOutput apply(Dataset<Row> input, MicroBatch batch) {
    Ledger ledger = ledger();
    ChunkPasses.Summed summed = passes.sum(Chunk.events(ledger.beyond(input)), ledger, batch);
    Map<String, Courses> courses = summed.courses();
    if (courses.isEmpty()) {
      return new LayerOutput(Map.of(), Optional.empty());
    }
    Dataset<Row> steps = batch.keep(steps(summed.chunks(), courses, batch.plannedAt()));
    Map<Table, Dataset<Row>> output = new LinkedHashMap<>();
    output.put(tables.bars(), StepRows.bars(steps));
    output.put(tables.windows(), StepRows.windows(steps));
    passes.late(summed, steps, batch).ifPresent(rows -> output.put(tables.late(), rows));
    interrupted.leaveOut(output, ledger, courses);
    output.put(
        tables.states(),
        StepRows.states(steps).unionByName(partitions(courses, ledger, batch, steps)));
    return new LayerOutput(output, Optional.empty(), Optional.of(tables.states()));
  }

  private Dataset<Row> steps(Dataset<Row> chunks, Map<String, Courses> courses, Instant plannedAt) {
    Dataset<Row> ofSymbols = chunks.filter(col(SilverBars.SYMBOL).isNotNull());
    Dataset<Row> keys =
        ofSymbols
            .select(
                col(SilverBars.SOURCE_FEED),
                concat(lit(StateRows.symbolKey("")), col(SilverBars.SYMBOL))
                    .as(SilverBarStates.STATE_KEY))
            .distinct();
    Dataset<Row> states =
        history.states(keys, isQuiet(courses)).filter(col(SilverBars.SYMBOL).isNotNull());
    MapFunction<Row, String> key = SymbolStep::key;
    return ofSymbols
        .groupByKey(key, Encoders.STRING())
        .cogroup(
            states.groupByKey(key, Encoders.STRING()),
            new SymbolStep(rules, courses, plannedAt),
            Encoders.row(StepRows.type(tables.bars())));
  }

  /** Symbols of which something becomes final though no event of theirs came. */
  private Column isQuiet(Map<String, Courses> courses) {
    Column quiet = lit(false);
    for (Map.Entry<String, Courses> feed : courses.entrySet()) {
      for (Map.Entry<String, PartitionCourse> partition : feed.getValue().read().entrySet()) {
        quiet =
            quiet.or(
                col(SilverBars.SOURCE_FEED)
                    .equalTo(feed.getKey())
                    .and(KafkaPartition.parse(partition.getKey()).matches())
                    .and(
                        col(SilverBarStates.QUIET_FROM)
                            .leq(lit(Micros.timestamp(partition.getValue().newestAfter())))));
      }
    }
    return quiet;
  }

  private Dataset<Row> partitions(
      Map<String, Courses> courses, Ledger ledger, MicroBatch batch, Dataset<Row> any) {
    StateRows rows = new StateRows(batch.plannedAt());
    List<Row> found = new ArrayList<>();
    courses.forEach(
        (feed, ofFeed) ->
            ofFeed
                .read()
                .forEach(
                    (partition, course) ->
                        found.add(
                            rows.partition(
                                feed,
                                KafkaPartition.parse(partition),
                                ledger
                                    .of(KafkaPartition.parse(partition))
                                    .map(p -> p.step() + 1)
                                    .orElse(0L),
                                course.newestAfter(),
                                ofFeed.lastOffset(partition)))));
    return any.sparkSession().createDataFrame(found, SilverBarStates.TABLE.structType());
  }
}
