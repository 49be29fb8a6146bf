package io.marketlake.bars;

import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.marketlake.feature.bar.BarPart;
import io.marketlake.feature.bar.BarRules;
import io.marketlake.feature.bar.FinalBar;
import io.marketlake.feature.bar.FinalWindow;
import io.marketlake.feature.bar.SymbolState;
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

  static final String LATE_LANE = "lane";
  static final String LATE_SYMBOL = "symbol";
  static final String LATE_FIRST = "first";
  static final String LATE_NEWEST = "newest";

  private static final long serialVersionUID = 1L;
  private static final int DECIMAL_DIGITS = 38;

  private final Instant plannedAt;

  BarRows(Instant plannedAt) {
    this.plannedAt = plannedAt;
  }

  /** The shape of a step's result. */
  static StructType type(Table bars) {
    return new StructType()
        .add(BAR, bars.structType())
        .add(WINDOW, SilverWindows.TABLE.structType())
        .add(STATE, SilverBarStates.TABLE.structType())
        .add(
            LATE,
            new StructType()
                .add(SilverBars.SOURCE_FEED, StringType)
                .add(LATE_LANE, StringType)
                .add(LATE_SYMBOL, StringType)
                .add(LATE_FIRST, LongType)
                .add(LATE_NEWEST, LongType));
  }

  Row bar(String feed, String symbol, FinalBar bar, long lateCount, int revision) {
    BarPart prices = bar.prices();
    Lane lane = Lane.parse(bar.partition());
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
    addCoordinate(values, lane, bar.offset());
    return RowFactory.create(RowFactory.create(values.toArray()), null, null, null);
  }

  Row window(String feed, String symbol, FinalWindow window) {
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
    addCoordinate(values, Lane.parse(window.partition()), window.offset());
    return RowFactory.create(null, RowFactory.create(values.toArray()), null, null);
  }

  Row state(String feed, String symbol, SymbolState state, long step, BarRules rules) {
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
    addCoordinate(values, Lane.parse(state.partition()), state.lastOffset());
    return RowFactory.create(null, null, RowFactory.create(values.toArray()), null);
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
  Row partition(String feed, Lane lane, long step, long newest, long lastOffset) {
    List<@Nullable Object> values = new ArrayList<>();
    values.addAll(
        Arrays.asList(
            SilverBarStates.RECENT,
            feed,
            partitionKey(lane),
            null,
            step,
            Timestamp.from(plannedAt),
            timestamp(newest),
            null,
            null,
            null));
    addCoordinate(values, lane, lastOffset);
    return RowFactory.create(values.toArray());
  }

  Row late(String feed, String symbol, String lane, long first, long newest) {
    return RowFactory.create(
        null, null, null, RowFactory.create(feed, lane, symbol, first, newest));
  }

  static String symbolKey(String symbol) {
    return "symbol " + symbol;
  }

  static String partitionKey(Lane lane) {
    return "partition " + lane;
  }

  private static void addCoordinate(List<@Nullable Object> values, Lane lane, long offset) {
    values.addAll(
        Arrays.asList(lane.clusterId(), lane.topicId(), lane.topic(), lane.partition(), offset));
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
