package io.marketlake.history;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.map_from_entries;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.struct;

import io.marketlake.bars.BarFeed;
import io.marketlake.bars.BarTables;
import io.marketlake.bars.StateRows;
import io.marketlake.delta.LakeTables;
import io.marketlake.error.BarErrors;
import io.marketlake.feature.bar.BarRules;
import io.marketlake.feature.bar.SymbolState;
import io.marketlake.feature.indicator.UnreadableIndicatorsException;
import io.marketlake.job.Stage;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBarStates;
import io.marketlake.schema.SilverBars;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The states of symbols at the date from which bars are made anew, and after it. */
final class StateSeeds {
  static final String LIVE = "live";
  static final String BEFORE = "before";
  private static final String STAGED = "staged";
  private static final String MADE = "made";
  private static final String REMEMBERS = "remembers";

  private final BarFeed feed;
  private final BarTables tables;
  private final LakeTables lake;
  private final Stage selection;

  /**
   * The seeds of a feed.
   *
   * @param selection the bars that count: those of a stream, or all
   */
  StateSeeds(BarFeed feed, BarTables tables, LakeTables lake, Stage selection) {
    this.feed = feed;
    this.tables = tables;
    this.lake = lake;
    this.selection = selection;
  }

  /** The newest states of the feed's symbols and partitions. */
  private Dataset<Row> live() {
    return new TableBarHistory(lake, tables.states()).all(feed.name());
  }

  /**
   * Of each symbol, what its indicators remembered at a moment: what its first bar since then says
   * that they did before it or, where it has none since, what they remember now.
   *
   * @return symbol, {@code before} (map of interval to bytes) and {@code live} (its state's row)
   */
  Dataset<Row> memories(long cut) {
    Dataset<Row> before =
        bars(cut)
            .filter(col(SilverBars.STATE_BEFORE).isNotNull())
            .groupBy(series())
            .agg(
                min_by(col(SilverBars.STATE_BEFORE), col(SilverBars.BAR_START))
                    .as(SilverBars.STATE_BEFORE))
            .groupBy(col(SilverBars.SYMBOL))
            .agg(
                map_from_entries(
                        collect_list(
                            struct(col(SilverBars.INTERVAL), col(SilverBars.STATE_BEFORE))))
                    .as(BEFORE));
    Dataset<Row> now =
        live()
            .filter(col(SilverBars.SYMBOL).isNotNull())
            .select(col(SilverBars.SYMBOL), struct(tables.states().select()).as(LIVE));
    return before.join(now, Joins.on(SilverBars.SYMBOL), "full_outer");
  }

  /** The bars since a moment that count, each as its newest row has it. */
  private Dataset<Row> bars(long cut) {
    return Revisions.ofBars(tables.bars())
        .current(
            selection
                .apply(lake.read(tables.bars()))
                .filter(col(SilverBars.SOURCE_FEED).equalTo(feed.name()))
                .filter(BarRebuild.since(cut, SilverBars.BAR_START)));
  }

  /**
   * Throws where what the indicators remembered at a moment is not known: where the first bars that
   * a fold has made since then are of an earlier date than those of the table that remember.
   *
   * @param made the bars of the fold
   * @param date the date that begins at that moment
   */
  void requireRemembered(Dataset<Row> made, long cut, LocalDate date) {
    Dataset<Row> wanted =
        made.filter(col(SilverBars.IN_SESSION)).groupBy(series()).agg(first().as(MADE));
    Dataset<Row> found =
        bars(cut)
            .filter(col(SilverBars.STATE_BEFORE).isNotNull())
            .groupBy(series())
            .agg(first().as(REMEMBERS));
    BarRules rules = feed.rules();
    FilterFunction<Row> isForgotten =
        row ->
            row.getAs(REMEMBERS) == null
                || rules
                    .date(Micros.of(row.<Timestamp>getAs(MADE)))
                    .isBefore(rules.date(Micros.of(row.<Timestamp>getAs(REMEMBERS))));
    List<Row> forgotten =
        wanted
            .join(found, Joins.on(SilverBars.SYMBOL, SilverBars.INTERVAL), "left_outer")
            .filter(isForgotten)
            .limit(1)
            .collectAsList();
    if (!forgotten.isEmpty()) {
      throw BarErrors.forgottenBars(
          feed.name(), date.toString(), forgotten.get(0).getAs(SilverBars.SYMBOL));
    }
  }

  private static Column[] series() {
    return new Column[] {col(SilverBars.SYMBOL), col(SilverBars.INTERVAL)};
  }

  private static Column first() {
    return min(col(SilverBars.BAR_START));
  }

  /** The rows that a fold from a moment on begins with. */
  Dataset<Row> rows(long cut) {
    BarRules rules = feed.rules();
    String name = feed.name();
    StateRows rows = new StateRows(Instant.now());
    MapFunction<Row, Row> seed =
        row -> rows.seed(name, row.getAs(SilverBars.SYMBOL), resumed(name, row, rules), rules);
    return memories(cut).map(seed, Encoders.row(SilverBarStates.TABLE.structType()));
  }

  /** A symbol's state at the moment, of a row of {@link #memories}. */
  static SymbolState resumed(String feed, Row row, BarRules rules) {
    Map<Duration, byte[]> memories = new HashMap<>();
    SymbolState now = liveOf(feed, row, rules);
    if (now != null) {
      memories.putAll(now.memories(rules));
    }
    Map<String, byte[]> before =
        row.isNullAt(row.fieldIndex(BEFORE)) ? Map.of() : row.getJavaMap(row.fieldIndex(BEFORE));
    for (Duration length : rules.lengths()) {
      byte[] stored = before.get(SilverBars.intervalName(length));
      if (stored != null) {
        memories.put(length, stored);
      }
    }
    try {
      return SymbolState.resumed(rules, memories);
    } catch (UnreadableIndicatorsException e) {
      throw BarErrors.otherRules(feed, e.getMessage(), e);
    }
  }

  /** A symbol's state now, of a row of {@link #memories}; null where it has none. */
  static @Nullable SymbolState liveOf(String feed, Row row, BarRules rules) {
    Row now = row.getAs(LIVE);
    return now == null ? null : StateRows.read(feed, now, rules);
  }

  /**
   * The states with which the stream goes on once a fold has taken the place of what it made.
   *
   * @param staged all rows of the states that the fold ended with
   * @param isPartial whether it began at a moment, so that what is open from before it stays
   */
  Dataset<Row> continued(Dataset<Row> staged, boolean isPartial, long cut) {
    Dataset<Row> ended =
        TableBarHistory.newest(staged)
            .select(col(SilverBarStates.STATE_KEY), struct(tables.states().select()).as(STAGED));
    Dataset<Row> now =
        live().select(col(SilverBarStates.STATE_KEY), struct(tables.states().select()).as(LIVE));
    BarRules rules = feed.rules();
    StateRows rows = new StateRows(Instant.now());
    MapFunction<Row, Row> join =
        row -> {
          Row fold = row.getAs(STAGED);
          Row live = row.getAs(LIVE);
          return rows.continued(fold, live, isPartial, cut, rules);
        };
    return ended
        .join(now, Joins.on(SilverBarStates.STATE_KEY), "left_outer")
        .map(join, Encoders.row(SilverBarStates.TABLE.structType()));
  }
}
