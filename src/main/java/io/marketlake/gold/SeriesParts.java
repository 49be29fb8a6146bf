package io.marketlake.gold;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.marketlake.feature.indicator.IndicatorSettings;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.GoldDirection;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.SilverBars;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * All that is known of a series, in rows of one shape, so that one shuffle brings it together: a
 * bar, a forecast (or its outcome) or a text each.
 */
final class SeriesParts {
  static final String BAR = "bar";
  static final String IS_NEW = "is_new";
  static final String FORECAST = "forecast";
  static final String TEXT = "text";

  private static final StructType TEXT_TYPE =
      new StructType()
          .add(BronzeEvents.KNOWN_AT, "timestamp")
          .add(GoldSentiment.SCORE, "double")
          .add(GoldSentiment.MODEL_VERSION, "string");

  private final List<String> barColumns;
  private final StructType barType;

  /**
   * The shape.
   *
   * @param bars the type of {@code silver.bars}
   */
  SeriesParts(IndicatorSettings indicators, StructType bars) {
    this.barColumns = barColumns(indicators);
    StructType type = new StructType();
    for (String name : barColumns) {
      type = type.add(bars.apply(name));
    }
    this.barType = type;
  }

  private static List<String> barColumns(IndicatorSettings indicators) {
    List<String> columns =
        new ArrayList<>(
            List.of(
                SilverBars.SYMBOL,
                SilverBars.BAR_START,
                SilverBars.BAR_END,
                BronzeEvents.KNOWN_AT,
                SilverBars.REVISION,
                SilverBars.OPEN,
                SilverBars.HIGH,
                SilverBars.LOW,
                SilverBars.CLOSE,
                SilverBars.VOLUME,
                SilverBars.VWAP,
                SilverBars.IS_WARM,
                SilverBars.IN_SESSION));
    columns.addAll(indicators.names());
    return columns;
  }

  Dataset<Row> ofBars(Dataset<Row> bars, boolean areNew) {
    return of(bars, inStruct(barColumns), lit(areNew), noForecast(), noText());
  }

  Dataset<Row> ofForecasts(Dataset<Row> forecasts) {
    return of(forecasts, noBar(), lit(false), struct(GoldDirection.TABLE.select()), noText());
  }

  /** Of texts that bear source_feed and symbol. */
  Dataset<Row> ofTexts(Dataset<Row> texts) {
    return of(texts, noBar(), lit(false), noForecast(), inStruct(List.of(TEXT_TYPE.fieldNames())));
  }

  private static Dataset<Row> of(
      Dataset<Row> rows, Column bar, Column isNew, Column forecast, Column text) {
    return rows.select(
        col(SilverBars.SOURCE_FEED),
        col(SilverBars.SYMBOL),
        bar.as(BAR),
        isNew.as(IS_NEW),
        forecast.as(FORECAST),
        text.as(TEXT));
  }

  private static Column inStruct(List<String> names) {
    return struct(
        names.stream().flatMap(name -> Stream.of(col("`" + name + "`"))).toArray(Column[]::new));
  }

  private Column noBar() {
    return lit(null).cast(barType);
  }

  private static Column noForecast() {
    return lit(null).cast(GoldDirection.TABLE.structType());
  }

  private static Column noText() {
    return lit(null).cast(TEXT_TYPE);
  }
}
