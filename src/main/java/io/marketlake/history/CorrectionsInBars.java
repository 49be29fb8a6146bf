package io.marketlake.history;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.when;

import io.marketlake.bars.BarFeed;
import io.marketlake.bars.BarTables;
import io.marketlake.bars.PriceStage;
import io.marketlake.delta.LakeTables;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Where the corrections of a replay stand towards the feed's bars. None is in them at once: the
 * stream does not take corrections, and a corrected rebuild takes them as {@link FinalCorrections}
 * says.
 *
 * @param ready those that a corrected rebuild takes into account now
 * @param waiting those after the end of their symbol's newest final bar: once a later one is final,
 *     a corrected rebuild takes them
 * @param kept those whose bar a file brought, which keeps what the file says
 * @param unpriced those without a symbol or a price, of which no bar is made
 */
public record CorrectionsInBars(long ready, long waiting, long kept, long unpriced) {
  private static final String IS_FROM_FILE = "__is_from_file";

  /**
   * Those of a replay.
   *
   * @param replay the topic_id of its corrections
   */
  public static CorrectionsInBars of(
      LakeTables tables, BarTables bars, BarFeed feed, String replay) {
    Dataset<Row> corrections =
        tables
            .read(SilverTable.of(feed.feed()))
            .filter(Coordinate.isCorrection())
            .filter(col(Coordinate.TOPIC_ID).equalTo(replay));
    Dataset<Row> priced = feed.prices().apply(corrections);
    long unpriced = corrections.count() - priced.count();
    if (!tables.exists(bars.bars())) {
      return new CorrectionsInBars(0, priced.count(), 0, unpriced);
    }
    FinalCorrections taken = new FinalCorrections(feed, bars, tables);
    Dataset<Row> fromFile =
        taken
            .baseBars()
            .filter(col(Coordinate.CLUSTER_ID).equalTo(Coordinate.BACKFILL))
            .select(col(SilverBars.SYMBOL), col(SilverBars.BAR_START))
            .distinct()
            .withColumn(IS_FROM_FILE, lit(true));
    Column isKept = coalesce(col(IS_FROM_FILE), lit(false));
    Column isReady = coalesce(FinalCorrections.isTaken(), lit(false));
    Row counts =
        priced
            .withColumn(SilverBars.BAR_START, timestamp_micros(PriceStage.barStart(feed.rules())))
            .join(fromFile, Joins.on(SilverBars.SYMBOL, SilverBars.BAR_START), "left_outer")
            .join(taken.newestEnds(), Joins.on(SilverBars.SYMBOL), "left_outer")
            .agg(
                count(when(not(isKept).and(isReady), 1)),
                count(when(not(isKept).and(not(isReady)), 1)),
                count(when(isKept, 1)))
            .first();
    return new CorrectionsInBars(counts.getLong(0), counts.getLong(1), counts.getLong(2), unpriced);
  }

  /**
   * What a user is told of them.
   *
   * @param feed the feed's name
   */
  public String text(String feed) {
    StringBuilder text = new StringBuilder("bars of " + feed + ": none enters at once");
    append(text, ready, "at the next rebuild.sh --mode corrected --feed " + feed);
    append(text, waiting, "at one after a later bar of their symbol is final");
    append(text, kept, "never, since a file brought their bars, which keep what it says");
    append(text, unpriced, "never, since they have no symbol or no price");
    return text.toString();
  }

  private static void append(StringBuilder text, long corrections, String what) {
    if (corrections > 0) {
      text.append("; %,d %s".formatted(corrections, what));
    }
  }
}
