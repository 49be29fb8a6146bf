package io.marketlake.bars;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.unix_micros;

import io.marketlake.feature.bar.BarRules;
import io.marketlake.feature.market.SaleConditions;
import io.marketlake.job.Stage;
import io.marketlake.schema.BarSource;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverTable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.catalyst.expressions.UnscaledValue;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Rows of a feed's silver table -> what bars need of them: source_feed, day, symbol, event_time and
 * known_at (bigint, microseconds), price (bigint, 10^-8), volume (bigint, 10^-6), sequence (bigint,
 * 0 where the feed has none), counts (tinyint, bits of {@link SaleConditions}) and the coordinate.
 * Events without a symbol or a price are left out; a negative volume counts as 0. A price or volume
 * that has no place in these types never comes so far: the settings give such a feed rules by which
 * silver keeps it out.
 */
public final class PriceStage implements Stage {
  public static final String PRICE = "price";
  public static final String VOLUME = "volume";
  public static final String SEQUENCE = "sequence";
  public static final String COUNTS = "counts";

  private final BarFeed feed;

  PriceStage(BarFeed feed) {
    this.feed = feed;
  }

  @Override
  public Dataset<Row> apply(Dataset<Row> rows) {
    BarSource source = feed.source();
    List<Column> columns = new ArrayList<>();
    columns.add(lit(feed.name()).as(SilverBars.SOURCE_FEED));
    columns.add(col(BronzeEvents.DAY));
    columns.add(named(source.symbol()).as(SilverBars.SYMBOL));
    columns.add(micros(SilverTable.EVENT_TIME));
    columns.add(micros(BronzeEvents.KNOWN_AT));
    columns.add(units(source.price(), SilverBars.PRICE).as(PRICE));
    columns.add(
        greatest(coalesce(units(source.volume(), SilverBars.VOLUME_OF_EVENT), lit(0L)), lit(0L))
            .as(VOLUME));
    columns.add(
        source
            .sequence()
            .map(name -> coalesce(named(name).cast(DataTypes.LongType), lit(0L)))
            .orElse(lit(0L))
            .as(SEQUENCE));
    columns.add(counts(source).as(COUNTS));
    Coordinate.COLUMNS.forEach(column -> columns.add(named(column.name())));
    return rows.select(columns.toArray(Column[]::new))
        .filter(col(SilverBars.SYMBOL).isNotNull().and(col(PRICE).isNotNull()));
  }

  /** Of the stage's rows, those whose event moves the price: without one there is no bar. */
  public static Column movesPrice() {
    return col(COUNTS)
        .cast(DataTypes.IntegerType)
        .bitwiseAND((int) SaleConditions.LAST)
        .notEqual(0);
  }

  /** The start of the base bar that a row's event belongs to, in microseconds since 1970. */
  public static Column barStart(BarRules rules) {
    Column time = col(SilverTable.EVENT_TIME);
    return time.minus(pmod(time, lit(rules.interval())));
  }

  private Column counts(BarSource source) {
    SaleConditions conditions = feed.conditions();
    UDF1<String, Byte> effect = conditions::effect;
    return source
        .saleCondition()
        .filter(name -> source.saleConditions().isPresent())
        .map(name -> udf(effect, DataTypes.ByteType).apply(named(name)))
        .orElse(lit(SaleConditions.EVERYTHING));
  }

  private static Column named(String column) {
    return col("`" + column + "`");
  }

  private static Column micros(String column) {
    return unix_micros(col(column)).as(column);
  }

  /** The number that a decimal is of its last place: what it holds, without arithmetic. */
  private static Column units(String column, DataType decimal) {
    return new Column(new UnscaledValue(named(column).cast(decimal).expr()));
  }
}
