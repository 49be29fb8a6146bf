package io.marketlake.feature.direction;

import io.marketlake.feature.indicator.IndicatorSettings;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBars;
import java.io.Serializable;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a forecast reads of a row of {@code silver.bars}. Times are microseconds since 1970, prices
 * the doubles that are nearest to the table's decimals.
 *
 * @param symbol ticker symbol
 * @param start the first moment that it covers
 * @param end the first moment that it no longer covers
 * @param knownAt when the lake could first know this row
 * @param revision 0 as first written, more with each correction
 * @param open first price; NaN, as the other prices, in a row that withdraws a bar
 * @param high highest price
 * @param low lowest price
 * @param close last price
 * @param volume what was traded, 0 or more
 * @param vwap volume-weighted mean price; NaN where the bar has none
 * @param indicators the values of its indicators
 * @param isWarm whether these no longer depend on where the history starts
 * @param inSession whether it starts within its feed's session
 */
public record DirectionBar(
    String symbol,
    long start,
    long end,
    long knownAt,
    int revision,
    double open,
    double high,
    double low,
    double close,
    double volume,
    double vwap,
    IndicatorValues indicators,
    boolean isWarm,
    boolean inSession)
    implements Serializable {

  public DirectionBar {
    if (end <= start) {
      throw new IllegalArgumentException("end must be after start, not " + end);
    }
  }

  /**
   * Of a row of {@code silver.bars}.
   *
   * @param column gives the value of a column by its name, as Spark's rows have it; the columns
   *     read are symbol, bar_start, bar_end, known_at, revision, open, high, low, close, volume,
   *     vwap, is_warm, in_session and the indicators
   * @param settings name the indicators
   */
  public static DirectionBar read(
      Function<String, @Nullable Object> column, IndicatorSettings settings) {
    return new DirectionBar(
        (String) required(column, SilverBars.SYMBOL),
        Micros.of((Timestamp) required(column, SilverBars.BAR_START)),
        Micros.of((Timestamp) required(column, SilverBars.BAR_END)),
        Micros.of((Timestamp) required(column, BronzeEvents.KNOWN_AT)),
        (Integer) required(column, SilverBars.REVISION),
        number(column, SilverBars.OPEN),
        number(column, SilverBars.HIGH),
        number(column, SilverBars.LOW),
        number(column, SilverBars.CLOSE),
        number(column, SilverBars.VOLUME),
        number(column, SilverBars.VWAP),
        IndicatorValues.read(column, settings),
        (Boolean) required(column, SilverBars.IS_WARM),
        (Boolean) required(column, SilverBars.IN_SESSION));
  }

  /** The same bar with other indicators. */
  public DirectionBar with(IndicatorValues otherIndicators, boolean otherIsWarm) {
    return new DirectionBar(
        symbol,
        start,
        end,
        knownAt,
        revision,
        open,
        high,
        low,
        close,
        volume,
        vwap,
        otherIndicators,
        otherIsWarm,
        inSession);
  }

  /**
   * Whether it is the bar as the stream, or a file, first wrote it: what a forecast could see.
   * Corrections have a higher revision, and so has a bar that late events alone made.
   */
  public boolean isFirstWritten() {
    return revision == 0;
  }

  private static double number(Function<String, @Nullable Object> column, String name) {
    BigDecimal value = (BigDecimal) column.apply(name);
    return value == null ? Double.NaN : value.doubleValue();
  }

  private static Object required(Function<String, @Nullable Object> column, String name) {
    Object value = column.apply(name);
    if (value == null) {
      throw new IllegalArgumentException("a bar without " + name);
    }
    return value;
  }
}
