package io.marketlake.bars;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.marketlake.feature.bar.BarRules;
import io.marketlake.feature.bar.LateEvents;
import io.marketlake.feature.bar.PartitionCourse;
import io.marketlake.job.Layer;
import io.marketlake.job.LayerOutput;
import io.marketlake.job.MicroBatch;
import io.marketlake.job.Stage;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.KafkaPartition;
import io.marketlake.schema.SilverBarStates;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverLate;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.SilverWindows;
import io.marketlake.schema.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import scala.collection.JavaConverters;

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
  private boolean isSettled;

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

  /** How far a Kafka partition of a feed has come. */
  private record Progress(
      String feed, KafkaPartition partition, long step, long newest, long lastOffset) {
    static Progress of(Row row) {
      return new Progress(
          row.getAs(SilverBars.SOURCE_FEED),
          KafkaPartition.of(row),
          row.<Long>getAs(SilverBarStates.STEP),
          BarRows.micros(row.getAs(SilverBarStates.NEWEST_EVENT_TIME)),
          row.<Long>getAs(Coordinate.OFFSET));
    }
  }

  private List<Progress> progress() {
    List<Progress> found = new ArrayList<>();
    for (BarFeed feed : feeds) {
      history.partitions(feed.name()).collectAsList().forEach(row -> found.add(Progress.of(row)));
    }
    return found;
  }

  @Override
  public Optional<Dataset<Row>> remaining(Dataset<Row> input) {
    return Optional.of(beyond(progress(), input));
  }

  /** Those of the priced events that the ledger has. */
  public Dataset<Row> taken(Dataset<Row> prices) {
    return progress().stream()
        .map(p -> p.partition().matches().and(offset().leq(p.lastOffset())))
        .reduce(Column::or)
        .map(prices::filter)
        .orElseGet(() -> prices.limit(0));
  }

  private static Dataset<Row> beyond(List<Progress> progress, Dataset<Row> rows) {
    return progress.stream()
        .map(p -> p.partition().matches().and(offset().leq(p.lastOffset())))
        .reduce(Column::or)
        .map(taken -> rows.filter(not(taken)))
        .orElse(rows);
  }

  private static Column offset() {
    return col("`" + Coordinate.OFFSET + "`");
  }

  @Override
  public LayerOutput apply(Dataset<Row> input, MicroBatch batch) {
    List<Progress> progress = progress();
    // A partition's rows in one place and in Kafka's order, whatever the files that they come from.
    Column[] place =
        Stream.concat(Stream.of(col(SilverBars.SOURCE_FEED)), Stream.of(KafkaPartition.columns()))
            .toArray(Column[]::new);
    Column[] order = Stream.concat(Stream.of(place), Stream.of(offset())).toArray(Column[]::new);
    Dataset<Row> events =
        batch.keep(beyond(progress, input).repartition(place).sortWithinPartitions(order));
    Dataset<Row> chunks =
        batch.keep(events.mapPartitions(new ChunkRows(rules), Encoders.row(ChunkRows.TYPE)));
    Map<String, Courses> courses = courses(chunks, progress);
    if (courses.isEmpty()) {
      return new LayerOutput(Map.of(), Optional.empty());
    }
    Dataset<Row> steps = batch.keep(steps(chunks, courses, new BarRows(batch.plannedAt())));
    Map<Table, Dataset<Row>> output = new LinkedHashMap<>();
    output.put(tables.bars(), of(steps, BarRows.BAR));
    output.put(tables.windows(), of(steps, BarRows.WINDOW));
    late(steps, events, courses, batch).ifPresent(rows -> output.put(tables.late(), rows));
    if (!isSettled) {
      List<Table> interrupted =
          output.keySet().stream()
              .filter(table -> !foreign(table, progress, courses).isEmpty())
              .toList();
      interrupted.forEach(
          table ->
              output.computeIfPresent(table, (t, rows) -> unwritten(t, rows, progress, courses)));
      isSettled = interrupted.isEmpty();
    }
    output.put(
        tables.states(),
        of(steps, BarRows.STATE).unionByName(partitions(courses, progress, batch, steps)));
    return new LayerOutput(output, Optional.empty(), Optional.of(tables.states()));
  }

  /** What each partition brings, by feed. */
  private Map<String, Courses> courses(Dataset<Row> chunks, List<Progress> progress) {
    Map<String, Courses> courses = new TreeMap<>();
    List<Row> ofPartitions =
        chunks
            .filter(col(SilverBars.SYMBOL).isNull())
            .orderBy(col(ChunkRows.KAFKA_PARTITION), col(ChunkRows.FIRST))
            .collectAsList();
    for (Row row : ofPartitions) {
      String partition = row.getAs(ChunkRows.KAFKA_PARTITION);
      courses
          .computeIfAbsent(row.getAs(SilverBars.SOURCE_FEED), feed -> new Courses())
          .add(
              partition,
              known(progress, partition).map(Progress::newest).orElse(Long.MIN_VALUE),
              row.getAs(ChunkRows.SUMMARY));
    }
    return courses;
  }

  private static Optional<Progress> known(List<Progress> progress, String partition) {
    return progress.stream().filter(p -> p.partition().toString().equals(partition)).findFirst();
  }

  private Dataset<Row> steps(Dataset<Row> chunks, Map<String, Courses> courses, BarRows rows) {
    Dataset<Row> ofSymbols = chunks.filter(col(SilverBars.SYMBOL).isNotNull());
    Dataset<Row> keys =
        ofSymbols
            .select(
                col(SilverBars.SOURCE_FEED),
                concat(lit(BarRows.symbolKey("")), col(SilverBars.SYMBOL))
                    .as(SilverBarStates.STATE_KEY))
            .distinct();
    Dataset<Row> states =
        history.states(keys, isQuiet(courses)).filter(col(SilverBars.SYMBOL).isNotNull());
    MapFunction<Row, String> key = SymbolStep::key;
    return ofSymbols
        .groupByKey(key, Encoders.STRING())
        .cogroup(
            states.groupByKey(key, Encoders.STRING()),
            new SymbolStep(rules, courses, rows),
            Encoders.row(BarRows.type(tables.bars())));
  }

  /** Symbols of which something becomes final though no event of theirs came. */
  private Column isQuiet(Map<String, Courses> courses) {
    Column quiet = lit(false);
    for (Map.Entry<String, Courses> feed : courses.entrySet()) {
      BarRules ofFeed = rulesOf(feed.getKey());
      for (Map.Entry<String, PartitionCourse> partition : feed.getValue().read(ofFeed).entrySet()) {
        quiet =
            quiet.or(
                col(SilverBars.SOURCE_FEED)
                    .equalTo(feed.getKey())
                    .and(KafkaPartition.parse(partition.getKey()).matches())
                    .and(
                        col(SilverBarStates.QUIET_FROM)
                            .leq(lit(BarRows.timestamp(partition.getValue().newestAfter())))));
      }
    }
    return quiet;
  }

  private BarRules rulesOf(String feed) {
    BarRules found = rules.get(feed);
    if (found == null) {
      throw new IllegalArgumentException(feed + " makes no bars");
    }
    return found;
  }

  private static Dataset<Row> of(Dataset<Row> steps, String part) {
    return steps.filter(col(part).isNotNull()).select(part + ".*");
  }

  private Optional<Dataset<Row>> late(
      Dataset<Row> steps, Dataset<Row> events, Map<String, Courses> courses, MicroBatch batch) {
    Map<String, Map<String, Map<String, Map<Long, LateEvents.Before>>>> late = new HashMap<>();
    for (Row row : of(steps, BarRows.LATE).collectAsList()) {
      late.computeIfAbsent(row.getAs(SilverBars.SOURCE_FEED), feed -> new HashMap<>())
          .computeIfAbsent(row.getAs(BarRows.LATE_PARTITION), partition -> new HashMap<>())
          .computeIfAbsent(row.getAs(BarRows.LATE_SYMBOL), symbol -> new HashMap<>())
          .put(
              row.getAs(BarRows.LATE_FIRST),
              new LateEvents.Before(
                  row.getAs(BarRows.LATE_NEWEST), row.getAs(BarRows.LATE_CLOSED)));
    }
    return late.isEmpty()
        ? Optional.empty()
        : Optional.of(
            batch.keep(
                events.mapPartitions(
                    new LateRows(rules, courses, late, batch.plannedAt()),
                    Encoders.row(SilverLate.TABLE.structType()))));
  }

  /** Without the rows that a step wrote before it was interrupted. */
  private Dataset<Row> unwritten(
      Table table, Dataset<Row> rows, List<Progress> progress, Map<String, Courses> courses) {
    List<String> key =
        table.equals(tables.late())
            ? Coordinate.IDENTITY
            : table.equals(tables.windows()) ? SilverWindows.KEY : SilverBars.KEY;
    Dataset<Row> there =
        foreign(table, progress, courses)
            .select(key.stream().map(c -> col("`" + c + "`")).toArray(Column[]::new));
    return rows.join(there, JavaConverters.asScalaBuffer(key).toSeq(), "left_anti")
        .select(table.select());
  }

  /** The rows of a table that came of events which the ledger does not have. */
  private Dataset<Row> foreign(Table table, List<Progress> progress, Map<String, Courses> courses) {
    boolean isBackfill =
        courses.values().stream()
            .flatMap(ofFeed -> ofFeed.partitions().stream())
            .anyMatch(
                partition ->
                    KafkaPartition.parse(partition).clusterId().equals(Coordinate.BACKFILL));
    return beyond(
        progress,
        history
            .written(table)
            .filter(isAsStreamed(table))
            .filter(Coordinate.isStreamed().notEqual(isBackfill))
            .filter(col(SilverBars.SOURCE_FEED).isin(feeds().toArray())));
  }

  private Column isAsStreamed(Table table) {
    return table.equals(tables.late()) ? lit(true) : col(SilverBars.REVISION).equalTo(0);
  }

  private Dataset<Row> partitions(
      Map<String, Courses> courses, List<Progress> progress, MicroBatch batch, Dataset<Row> any) {
    BarRows rows = new BarRows(batch.plannedAt());
    List<Row> found = new ArrayList<>();
    courses.forEach(
        (feed, ofFeed) ->
            ofFeed
                .read(rulesOf(feed))
                .forEach(
                    (partition, course) ->
                        found.add(
                            rows.partition(
                                feed,
                                KafkaPartition.parse(partition),
                                known(progress, partition).map(p -> p.step() + 1).orElse(0L),
                                course.newestAfter(),
                                ofFeed.lastOffset(partition, rulesOf(feed))))));
    return any.sparkSession().createDataFrame(found, SilverBarStates.TABLE.structType());
  }
}
