package io.marketlake.history;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;

import io.marketlake.bars.BarFeed;
import io.marketlake.bars.BarTables;
import io.marketlake.bars.ImportedBarsStage;
import io.marketlake.feature.bar.BarRules;
import io.marketlake.job.Layer;
import io.marketlake.job.LayerOutput;
import io.marketlake.job.MicroBatch;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Feed;
import io.marketlake.schema.Field;
import io.marketlake.schema.FieldType;
import io.marketlake.schema.KnownAt;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.Rule;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.schema.TimeFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * The lines of a file of bars -> silver.bars, and quarantine for those that are no bars. A line is
 * judged as an event is, by the feed that {@link #feed} declares.
 */
public final class BarFile {
  private static final String STAGE = "backfill";
  private static final String PLACE = "__place";
  private static final String PRICE = "decimal(18,8)";

  /** So that a day of such bars adds up to no more than a bar can hold. */
  private static final String VOLUME = "decimal(32,6)";

  private final BarFeed feed;
  private final BarTables live;
  private final Layer judge;
  private final Duration delay;
  private final Instant plannedAt;
  private final BesideStream beside;
  private long accepted;
  private long candidates;

  BarFile(
      BarFeed feed,
      BarTables live,
      Layer judge,
      Duration delay,
      Instant plannedAt,
      BesideStream beside) {
    this.feed = feed;
    this.live = live;
    this.judge = judge;
    this.delay = delay;
    this.plannedAt = plannedAt;
    this.beside = beside;
  }

  /** What a line of a file of bars must be, as a feed under the name of the one that it is for. */
  public static Feed feed(BarFeed of) {
    String symbol = of.source().symbol();
    List<Field> fields =
        List.of(
            new Field(
                SilverBars.SYMBOL,
                symbol,
                type("string"),
                true,
                List.of(),
                of.feed().fields().stream()
                    .filter(field -> field.column().equals(symbol))
                    .findFirst()
                    .flatMap(Field::expression),
                "ticker symbol"),
            new Field(
                SilverBars.BAR_START,
                SilverTable.EVENT_TIME,
                type("timestamp"),
                true,
                List.of(TimeFormat.ISO, TimeFormat.LOCAL, TimeFormat.DATE, TimeFormat.EPOCH),
                Optional.empty(),
                "the first moment that it covers"),
            field(SilverBars.OPEN, PRICE, true),
            field(SilverBars.HIGH, PRICE, true),
            field(SilverBars.LOW, PRICE, true),
            field(SilverBars.CLOSE, PRICE, true),
            field(SilverBars.VOLUME, VOLUME, true),
            field(SilverBars.NOTIONAL, "decimal(38,14)", false),
            field(SilverBars.VWAP, PRICE, false),
            field(SilverBars.TRADE_COUNT, "long", false));
    return new Feed(
        of.name(),
        of.feed().topic(),
        fields,
        SilverBars.SYMBOL,
        SilverBars.BAR_START,
        of.feed().zone(),
        KnownAt.KAFKA_TIME,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        rules(of.rules()));
  }

  private static List<Rule> rules(BarRules rules) {
    long interval = rules.interval();
    return List.of(
        rule("prices-are-positive", "least(open, high, low, close) > 0"),
        rule("high-is-highest", "high >= greatest(open, low, close)"),
        rule("low-is-lowest", "low <= least(open, high, close)"),
        rule("volume-is-not-negative", "volume >= 0"),
        rule("notional-is-not-negative", "notional >= 0"),
        rule("vwap-is-within", "vwap between low and high"),
        rule("something-was-traded", "trade_count >= 1"),
        rule("starts-on-the-grid", "unix_micros(event_time) % " + interval + " = 0"));
  }

  private static Rule rule(String name, String expression) {
    return new Rule(name, expression, Rule.Action.QUARANTINE);
  }

  private static Field field(String name, String type, boolean required) {
    return new Field(
        name, name, type(type), required, List.of(), Optional.empty(), "the bar's " + name);
  }

  private static FieldType type(String name) {
    return FieldType.named(name).orElseThrow();
  }

  /** What the lines, as records of bronze, bring. */
  LayerOutput output(Dataset<Row> lines, MicroBatch batch) {
    Dataset<Row> records = batch.keep(lines);
    Map<Table, Dataset<Row>> judged = judge.apply(records, batch).tables();
    Dataset<Row> rejected = rows(judged, QuarantineEvents.TABLE);
    Column place =
        row_number()
            .over(
                Window.partitionBy(
                        col("`" + feed.source().symbol() + "`"), col(SilverTable.EVENT_TIME))
                    .orderBy(col(Coordinate.OFFSET)));
    Dataset<Row> placed =
        batch.keep(rows(judged, SilverTable.of(feed(feed))).withColumn(PLACE, place));
    Dataset<Row> bars = placed.filter(col(PLACE).equalTo(1)).drop(PLACE);
    accepted = bars.count();
    Dataset<Row> made =
        batch.keep(new ImportedBarsStage(feed, live.bars(), delay, plannedAt).apply(bars));
    candidates = made.count();
    Map<Table, Dataset<Row>> output = new LinkedHashMap<>();
    output.put(
        QuarantineEvents.TABLE,
        rejected
            .unionByName(repeats(records, placed.filter(col(PLACE).gt(1))))
            .withColumn(QuarantineEvents.STAGE, lit(STAGE))
            .select(QuarantineEvents.TABLE.select()));
    output.put(live.bars(), batch.keep(beside.bars(made)));
    return new LayerOutput(output, Optional.empty(), Optional.of(live.bars()));
  }

  private static Dataset<Row> rows(Map<Table, Dataset<Row>> tables, Table table) {
    Dataset<Row> rows = tables.get(table);
    if (rows == null) {
      throw new IllegalStateException("Nothing was judged for " + table.id());
    }
    return rows;
  }

  /** A symbol has one bar of a start: the first line stands. */
  private static Dataset<Row> repeats(Dataset<Row> records, Dataset<Row> repeated) {
    return records
        .join(repeated.select(col(Coordinate.OFFSET)), Joins.on(Coordinate.OFFSET), "left_semi")
        .withColumn(QuarantineEvents.CLASS, lit(QuarantineEvents.DUPLICATE))
        .withColumn(QuarantineEvents.STAGE, lit(STAGE))
        .withColumn(QuarantineEvents.FAILED_RULES, array(lit(SilverBars.BAR_START)))
        .withColumn(
            QuarantineEvents.REASONS,
            array(lit("a line before has a bar of the same symbol and start")))
        .select(QuarantineEvents.TABLE.select());
  }

  /** How many lines became bars. */
  long accepted() {
    return accepted;
  }

  /** How many bars of all lengths they are, those included that are left out. */
  long candidates() {
    return candidates;
  }
}
