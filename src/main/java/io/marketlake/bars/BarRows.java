package io.marketlake.bars;

import io.marketlake.feature.bar.BarPart;
import io.marketlake.feature.bar.FinalBar;
import io.marketlake.feature.bar.FinalWindow;
import io.marketlake.schema.KafkaPartition;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBars;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** Makes rows of {@link SilverBars} and of windows, in the order of their columns. */
public final class BarRows implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What a row has that no correction has touched. */
  private static final int FIRST_REVISION = 0;

  private static final int DECIMAL_DIGITS = 38;

  private final Instant plannedAt;

  /**
   * Rows of a micro-batch.
   *
   * @param plannedAt when it was planned
   */
  public BarRows(Instant plannedAt) {
    this.plannedAt = plannedAt;
  }

  /** A bar's row. */
  public Row bar(String feed, String symbol, FinalBar bar) {
    BarPart prices = bar.prices();
    List<@Nullable Object> values = new ArrayList<>();
    values.addAll(
        Arrays.asList(
            Micros.day(bar.start()),
            Micros.timestamp(bar.end()),
            Micros.timestamp(bar.knownAt()),
            feed,
            symbol,
            SilverBars.intervalName(bar.length()),
            Micros.timestamp(bar.start()),
            Micros.timestamp(bar.end()),
            prices.open(),
            prices.high(),
            prices.low(),
            prices.close(),
            prices.volume(),
            fitting(prices.notional()),
            fitting(prices.vwap(), SilverBars.PRICE_DIGITS),
            prices.trades(),
            prices.late(),
            bar.inSession()));
    values.addAll(bar.indicators());
    values.add(bar.isWarm());
    values.add(FIRST_REVISION);
    ByteBuffer before = bar.stateBefore();
    values.add(before == null ? null : bytes(before));
    values.add(Timestamp.from(plannedAt));
    addCoordinate(values, KafkaPartition.parse(bar.partition()), bar.offset());
    return RowFactory.create(values.toArray());
  }

  /** A window's row. */
  public Row window(String feed, String symbol, FinalWindow window) {
    double deviation = window.prices().deviation();
    List<@Nullable Object> values = new ArrayList<>();
    values.addAll(
        Arrays.asList(
            Micros.day(window.prices().start()),
            Micros.timestamp(window.end()),
            Micros.timestamp(window.knownAt()),
            feed,
            symbol,
            Micros.timestamp(window.prices().start()),
            Micros.timestamp(window.end()),
            window.prices().mean(),
            Double.isNaN(deviation) ? null : deviation,
            window.prices().prices(),
            FIRST_REVISION,
            Timestamp.from(plannedAt)));
    addCoordinate(values, KafkaPartition.parse(window.partition()), window.offset());
    return RowFactory.create(values.toArray());
  }

  static void addCoordinate(List<@Nullable Object> values, KafkaPartition partition, long offset) {
    values.addAll(
        Arrays.asList(
            partition.clusterId(),
            partition.topicId(),
            partition.topic(),
            partition.partition(),
            offset));
  }

  /** A number, or null where it has more digits than a table can hold. */
  static @Nullable BigDecimal fitting(BigDecimal number) {
    return fitting(number, DECIMAL_DIGITS);
  }

  static @Nullable BigDecimal fitting(BigDecimal number, int digits) {
    return number.precision() <= digits ? number : null;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
