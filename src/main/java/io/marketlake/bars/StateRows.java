package io.marketlake.bars;

import io.marketlake.error.BarErrors;
import io.marketlake.feature.bar.BarPart;
import io.marketlake.feature.bar.BarRules;
import io.marketlake.feature.bar.SymbolState;
import io.marketlake.feature.indicator.UnreadableIndicatorsException;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.KafkaPartition;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBarStates;
import io.marketlake.schema.SilverBars;
import java.io.Serializable;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;

/** Makes rows of {@link SilverBarStates}, in the order of its columns, and reads states of them. */
public final class StateRows implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Where a symbol stands that no event has come to yet. */
  private static final KafkaPartition NOWHERE = new KafkaPartition("", "", "", -1);

  private final Instant plannedAt;

  /**
   * Rows of a micro-batch.
   *
   * @param plannedAt when it was planned
   */
  public StateRows(Instant plannedAt) {
    this.plannedAt = plannedAt;
  }

  /**
   * Reads a symbol's state.
   *
   * @throws io.marketlake.error.PipelineException where it was written under other settings
   */
  public static SymbolState read(String feed, Row row, BarRules rules) {
    try {
      return SymbolState.fromBytes(row.getAs(SilverBarStates.STATE), rules);
    } catch (SymbolState.OtherRulesException | UnreadableIndicatorsException e) {
      throw BarErrors.otherRules(feed, e.getMessage(), e);
    }
  }

  /** A symbol's row. */
  public Row state(String feed, String symbol, SymbolState state, long step, BarRules rules) {
    OptionalLong quietFrom = state.quietFrom(rules);
    List<Row> open = new ArrayList<>();
    for (BarPart bar : state.openBars()) {
      if (bar.hasPrice()) {
        open.add(openBar(bar, rules));
      }
    }
    return row(
        feed,
        symbolKey(symbol),
        symbol,
        step,
        Micros.timestamp(state.newest()),
        quietFrom.isPresent() ? Micros.timestamp(quietFrom.getAsLong()) : null,
        JavaConverters.asScalaBuffer(open).toSeq(),
        state.toBytes(rules),
        KafkaPartition.parse(state.partition()),
        state.lastOffset());
  }

  /** The row of a symbol that no event has come to yet. */
  public Row seed(String feed, String symbol, SymbolState state, BarRules rules) {
    return row(
        feed, symbolKey(symbol), symbol, 0, null, null, null, state.toBytes(rules), NOWHERE, -1);
  }

  /** The row of a Kafka partition. */
  Row partition(String feed, KafkaPartition partition, long step, long newest, long lastOffset) {
    return row(
        feed,
        SilverBarStates.PARTITION_KEY + partition,
        null,
        step,
        Micros.timestamp(newest),
        null,
        null,
        null,
        partition,
        lastOffset);
  }

  /**
   * The row with which a symbol or partition goes on once a fold has taken the place of what the
   * stream made.
   *
   * @param fold its row as the fold ended
   * @param live its row as the stream left it; null where it has none
   * @param isPartial whether the fold began at a moment, so that what is open from before it stays
   */
  public Row continued(Row fold, @Nullable Row live, boolean isPartial, long cut, BarRules rules) {
    long step =
        Math.max(
                fold.<Long>getAs(SilverBarStates.STEP),
                live == null ? 0L : live.<Long>getAs(SilverBarStates.STEP))
            + 1;
    String feed = fold.getAs(SilverBars.SOURCE_FEED);
    String symbol = fold.getAs(SilverBars.SYMBOL);
    if (symbol == null) {
      Row further = live != null && isPartial ? live : fold;
      long last =
          Math.max(fold.<Long>getAs(Coordinate.OFFSET), further.<Long>getAs(Coordinate.OFFSET));
      long newest =
          Math.max(
              Micros.of(fold.<Timestamp>getAs(SilverBarStates.NEWEST_EVENT_TIME)),
              Micros.of(further.<Timestamp>getAs(SilverBarStates.NEWEST_EVENT_TIME)));
      return partition(feed, KafkaPartition.of(fold), step, newest, last);
    }
    SymbolState state = read(feed, fold, rules);
    if (isPartial && live != null) {
      state.takeOpenBefore(cut, read(feed, live, rules));
    }
    return state.partition().isEmpty()
        ? seed(feed, symbol, state, rules)
        : state(feed, symbol, state, step, rules);
  }

  private Row row(
      String feed,
      String key,
      @Nullable String symbol,
      long step,
      @Nullable Timestamp newest,
      @Nullable Timestamp quietFrom,
      @Nullable Object openBars,
      byte @Nullable [] state,
      KafkaPartition partition,
      long offset) {
    List<@Nullable Object> values = new ArrayList<>();
    values.addAll(
        Arrays.asList(
            SilverBarStates.RECENT,
            feed,
            key,
            symbol,
            step,
            Timestamp.from(plannedAt),
            newest,
            quietFrom,
            openBars,
            state));
    BarRows.addCoordinate(values, partition, offset);
    return RowFactory.create(values.toArray());
  }

  private static Row openBar(BarPart bar, BarRules rules) {
    return RowFactory.create(
        Micros.timestamp(bar.start()),
        Micros.timestamp(rules.endOf(bar)),
        bar.open(),
        bar.high(),
        bar.low(),
        bar.close(),
        bar.volume(),
        BarRows.fitting(bar.notional()),
        BarRows.fitting(bar.vwap(), SilverBars.PRICE_DIGITS),
        bar.trades());
  }

  static String symbolKey(String symbol) {
    return "symbol " + symbol;
  }
}
