package io.marketlake.bars;

import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.marketlake.feature.bar.BarPart;
import io.marketlake.feature.bar.BarRules;
import io.marketlake.feature.bar.FinalBar;
import io.marketlake.feature.bar.FinalWindow;
import io.marketlake.feature.bar.SymbolFold;
import io.marketlake.feature.bar.SymbolState;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.KafkaPartition;
import io.marketlake.schema.SilverBarStates;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverWindows;
import io.marketlake.schema.Table;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;

/** Makes rows of the tables of bars, in the order of their columns, of what the fold says. */
public final class BarRows implements Serializable {
  /** The columns of a step's result: one of them is set in each row. */
  static final String BAR = "bar";

  static final String WINDOW = "window";
  static final String STATE = "state";
  static final String LATE = "late";

  static final String LATE_PARTITION = "partition";
  static final String LATE_SYMBOL = "symbol";
  static final String LATE_FIRST = "first";
  static final String LATE_NEWEST = "newest";
  static final String LATE_CLOSED = "closed";

  private static final long serialVersionUID = 1L;
  private static final int DECIMAL_DIGITS = 38;
  private static final int STATE_PLACE = 2;

  private final Instant plannedAt;

  /**
   * Rows of a micro-batch.
   *
   * @param plannedAt when it was planned
   */
  public BarRows(Instant plannedAt) {
    this.plannedAt = plannedAt;
  }

  /** The shape of a step's result: one of bar, window, state and late is set in each row. */
  public static StructType type(Table bars) {
    return new StructType()
        .add(BAR, bars.structType())
        .add(WINDOW, SilverWindows.TABLE.structType())
        .add(STATE, SilverBarStates.TABLE.structType())
        .add(
            LATE,
            new StructType()
                .add(SilverBars.SOURCE_FEED, StringType)
                .add(LATE_PARTITION, StringType)
                .add(LATE_SYMBOL, StringType)
                .add(LATE_FIRST, LongType)
                .add(LATE_NEWEST, LongType)
                .add(LATE_CLOSED, LongType));
  }

  /** A row with a bar. */
  public Row bar(String feed, String symbol, FinalBar bar, long lateCount, int revision) {
    BarPart prices = bar.prices();
    KafkaPartition partition = KafkaPartition.parse(bar.partition());
    List<@Nullable Object> values = new ArrayList<>();
    values.addAll(
        Arrays.asList(
            day(bar.start()),
            timestamp(bar.end()),
            timestamp(bar.knownAt()),
            feed,
            symbol,
            name(bar.length()),
            timestamp(bar.start()),
            timestamp(bar.end()),
            prices.open(),
            prices.high(),
            prices.low(),
            prices.close(),
            prices.volume(),
            fitting(prices.notional()),
            fitting(prices.vwap(), SilverBars.PRICE_DIGITS),
            prices.trades(),
            lateCount,
            bar.inSession()));
    values.addAll(bar.indicators());
    values.add(bar.isWarm());
    values.add(revision);
    ByteBuffer before = bar.stateBefore();
    values.add(before == null ? null : bytes(before));
    values.add(Timestamp.from(plannedAt));
    addCoordinate(values, partition, bar.offset());
    return RowFactory.create(RowFactory.create(values.toArray()), null, null, null);
  }

  /** A row with a window. */
  public Row window(String feed, String symbol, FinalWindow window) {
    double deviation = window.prices().deviation();
    List<@Nullable Object> values = new ArrayList<>();
    values.addAll(
        Arrays.asList(
            day(window.prices().start()),
            timestamp(window.end()),
            timestamp(window.knownAt()),
            feed,
            symbol,
            timestamp(window.prices().start()),
            timestamp(window.end()),
            window.prices().mean(),
            Double.isNaN(deviation) ? null : deviation,
            window.prices().prices(),
            0,
            Timestamp.from(plannedAt)));
    addCoordinate(values, KafkaPartition.parse(window.partition()), window.offset());
    return RowFactory.create(null, RowFactory.create(values.toArray()), null, null);
  }

  /** A row with a symbol's state. */
  public Row state(String feed, String symbol, SymbolState state, long step, BarRules rules) {
    OptionalLong quietFrom = state.quietFrom(rules);
    List<Row> open = new ArrayList<>();
    for (BarPart bar : state.openBars()) {
      if (bar.hasPrice()) {
        open.add(openBar(bar, rules));
      }
    }
    List<@Nullable Object> values = new ArrayList<>();
    values.addAll(
        Arrays.asList(
            SilverBarStates.RECENT,
            feed,
            symbolKey(symbol),
            symbol,
            step,
            Timestamp.from(plannedAt),
            timestamp(state.newest()),
            quietFrom.isPresent() ? timestamp(quietFrom.getAsLong()) : null,
            JavaConverters.asScalaBuffer(open).toSeq(),
            state.toBytes(rules)));
    addCoordinate(values, KafkaPartition.parse(state.partition()), state.lastOffset());
    return RowFactory.create(null, null, RowFactory.create(values.toArray()), null);
  }

  /** The state of a symbol that no event has come to yet, as the table has it. */
  public Row seed(String feed, String symbol, SymbolState state, BarRules rules) {
    List<@Nullable Object> values = new ArrayList<>();
    values.addAll(
        Arrays.asList(
            SilverBarStates.RECENT,
            feed,
            symbolKey(symbol),
            symbol,
            0L,
            Timestamp.from(plannedAt),
            null,
            null,
            null,
            state.toBytes(rules)));
    addCoordinate(values, new KafkaPartition("", "", "", -1), -1);
    return RowFactory.create(values.toArray());
  }

  /**
   * The row with which a symbol or partition goes on once a fold has taken the place of what the
   * stream made, as the table has it.
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
              micros(fold.getAs(SilverBarStates.NEWEST_EVENT_TIME)),
              micros(further.getAs(SilverBarStates.NEWEST_EVENT_TIME)));
      return partition(feed, KafkaPartition.of(fold), step, newest, last);
    }
    SymbolState state = SymbolState.fromBytes(fold.getAs(SilverBarStates.STATE), rules);
    if (isPartial && live != null) {
      state.takeOpenBefore(cut, SymbolState.fromBytes(live.getAs(SilverBarStates.STATE), rules));
    }
    return state.partition().isEmpty()
        ? seed(feed, symbol, state, rules)
        : state(feed, symbol, state, step, rules).getStruct(STATE_PLACE);
  }

  /** A time of Spark in microseconds since 1970. */
  public static long micros(Timestamp timestamp) {
    return Math.addExact(
        Math.multiplyExact(Math.floorDiv(timestamp.getTime(), 1000L), 1_000_000L),
        timestamp.getNanos() / 1000);
  }

  private static Row openBar(BarPart bar, BarRules rules) {
    return RowFactory.create(
        timestamp(bar.start()),
        timestamp(rules.endOf(bar)),
        bar.open(),
        bar.high(),
        bar.low(),
        bar.close(),
        bar.volume(),
        fitting(bar.notional()),
        fitting(bar.vwap(), SilverBars.PRICE_DIGITS),
        bar.trades());
  }

  /** The row of a partition, as the table of states has it. */
  Row partition(String feed, KafkaPartition partition, long step, long newest, long lastOffset) {
    List<@Nullable Object> values = new ArrayList<>();
    values.addAll(
        Arrays.asList(
            SilverBarStates.RECENT,
            feed,
            partitionKey(partition),
            null,
            step,
            Timestamp.from(plannedAt),
            timestamp(newest),
            null,
            null,
            null));
    addCoordinate(values, partition, lastOffset);
    return RowFactory.create(values.toArray());
  }

  Row late(String feed, String symbol, SymbolFold.LateChunk late) {
    return RowFactory.create(
        null,
        null,
        null,
        RowFactory.create(
            feed,
            late.partition(),
            symbol,
            late.firstOffset(),
            late.before().newest(),
            late.before().closed()));
  }

  static String symbolKey(String symbol) {
    return "symbol " + symbol;
  }

  static String partitionKey(KafkaPartition partition) {
    return SilverBarStates.PARTITION_KEY + partition;
  }

  private static void addCoordinate(
      List<@Nullable Object> values, KafkaPartition partition, long offset) {
    values.addAll(
        Arrays.asList(
            partition.clusterId(),
            partition.topicId(),
            partition.topic(),
            partition.partition(),
            offset));
  }

  /** A number, or null where it has more digits than a table can hold. */
  private static @Nullable BigDecimal fitting(BigDecimal number) {
    return fitting(number, DECIMAL_DIGITS);
  }

  private static @Nullable BigDecimal fitting(BigDecimal number, int digits) {
    return number.precision() <= digits ? number : null;
  }

  /** How a length of bars is written: in the largest unit that divides it. */
  public static String name(Duration length) {
    long seconds = length.toSeconds();
    if (seconds % TimeUnit.DAYS.toSeconds(1) == 0) {
      return seconds / TimeUnit.DAYS.toSeconds(1) + "d";
    }
    if (seconds % TimeUnit.HOURS.toSeconds(1) == 0) {
      return seconds / TimeUnit.HOURS.toSeconds(1) + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  static Timestamp timestamp(long micros) {
    return Timestamp.from(instant(micros));
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), 1_000L * Math.floorMod(micros, 1_000_000L));
  }

  static Date day(long micros) {
    return Date.valueOf(LocalDate.ofInstant(instant(micros), ZoneOffset.UTC));
  }
}
