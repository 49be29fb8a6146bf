package io.marketlake.history;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.marketlake.delta.LatestRows;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverWindows;
import io.marketlake.schema.Table;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What has to be written so that a table of revisions says what it ought to: further rows for those
 * that differ, none for those that do not.
 */
final class Revisions {
  /** What may differ between two rows that say the same. */
  private static final Set<String> IMMATERIAL =
      Set.of(BronzeEvents.INGESTED_AT, SilverBars.REVISION);

  private final Table table;
  private final List<String> key;
  private final Map<String, Column> withdrawn;
  private final Column isThere;

  private Revisions(Table table, List<String> key, Map<String, Column> withdrawn, Column isThere) {
    this.table = table;
    this.key = key;
    this.withdrawn = withdrawn;
    this.isThere = isThere;
  }

  static Revisions ofBars(Table bars) {
    return new Revisions(
        bars,
        SilverBars.KEY,
        Map.of(
            SilverBars.OPEN, lit(null),
            SilverBars.HIGH, lit(null),
            SilverBars.LOW, lit(null),
            SilverBars.CLOSE, lit(null),
            SilverBars.VWAP, lit(null),
            SilverBars.VOLUME, lit(0),
            SilverBars.NOTIONAL, lit(0),
            SilverBars.TRADE_COUNT, lit(0L)),
        col(SilverBars.TRADE_COUNT).gt(0));
  }

  static Revisions ofWindows(Table windows) {
    return new Revisions(
        windows,
        SilverWindows.KEY,
        Map.of(
            SilverWindows.MEAN_PRICE, lit(null),
            SilverWindows.PRICE_DEVIATION, lit(null),
            SilverWindows.PRICE_COUNT, lit(0L)),
        col(SilverWindows.PRICE_COUNT).gt(0));
  }

  /** The newest row of each key, those that are withdrawn left out. */
  Dataset<Row> current(Dataset<Row> written) {
    return newest(written).filter(isThere);
  }

  private Dataset<Row> newest(Dataset<Row> written) {
    return LatestRows.newest(written, table, key, SilverBars.REVISION);
  }

  /**
   * The further rows.
   *
   * @param written all rows of what is looked at, every revision
   * @param wanted what it ought to say
   * @param born the revision of a row whose key was never written
   * @param isComplete whether what is not wanted is withdrawn, or stays
   */
  Dataset<Row> further(
      Dataset<Row> written, Dataset<Row> wanted, int born, boolean isComplete, Instant now) {
    Dataset<Row> old = newest(written).select(keyed("old"));
    Dataset<Row> fresh = wanted.select(keyed("fresh"));
    Dataset<Row> both = fresh.join(old, Joins.on(key), "full_outer");
    Column isGone = col("fresh").isNull();
    Column differs =
        when(isGone, lit(isComplete).and(isThere("old")))
            .otherwise(coalesce(not(content("fresh").eqNullSafe(content("old"))), lit(true)));
    Column revision = coalesce(col("old." + SilverBars.REVISION).plus(1), lit(born)).cast("int");
    return both.filter(differs)
        .select(
            Stream.of(table.structType().fieldNames())
                .map(name -> value(name, isGone, revision, now))
                .toArray(Column[]::new));
  }

  private Column value(String name, Column isGone, Column revision, Instant now) {
    Column fresh = col("fresh.`" + name + "`");
    Column old = col("old.`" + name + "`");
    Column value;
    if (name.equals(SilverBars.REVISION)) {
      value = revision;
    } else if (name.equals(BronzeEvents.INGESTED_AT)) {
      value = lit(Timestamp.from(now));
    } else if (withdrawn.containsKey(name)) {
      value = when(isGone, withdrawn.getOrDefault(name, old)).otherwise(fresh);
    } else {
      value = when(isGone, old).otherwise(fresh);
    }
    return value.cast(table.structType().apply(name).dataType()).as(name);
  }

  private Column isThere(String row) {
    String count =
        withdrawn.containsKey(SilverBars.TRADE_COUNT)
            ? SilverBars.TRADE_COUNT
            : SilverWindows.PRICE_COUNT;
    return col(row + "." + count).gt(0);
  }

  private Column content(String row) {
    return struct(
        Stream.of(table.structType().fieldNames())
            .filter(name -> !IMMATERIAL.contains(name))
            .map(name -> col(row + ".`" + name + "`"))
            .toArray(Column[]::new));
  }

  private Column[] keyed(String row) {
    return Stream.concat(
            key.stream().map(name -> col("`" + name + "`")),
            Stream.of(struct(table.select()).as(row)))
        .toArray(Column[]::new);
  }
}
