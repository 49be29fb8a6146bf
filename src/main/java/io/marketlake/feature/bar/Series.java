package io.marketlake.feature.bar;

import io.marketlake.feature.indicator.IndicatorBar;
import io.marketlake.feature.indicator.Indicators;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A symbol's final bars of one length, as far as they have come: what their indicators remember.
 */
final class Series {
  private Indicators indicators;
  private long knownAt;
  private long markedDay;

  private Series(Indicators indicators, long knownAt, long markedDay) {
    this.indicators = indicators;
    this.knownAt = knownAt;
    this.markedDay = markedDay;
  }

  static Series begin(BarRules rules) {
    return new Series(Indicators.begin(rules.indicators()), Long.MIN_VALUE, Long.MIN_VALUE);
  }

  static Series read(DataInput in, BarRules rules) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new Series(
        Indicators.fromBytes(bytes, rules.indicators()), in.readLong(), in.readLong());
  }

  void write(DataOutput out) throws IOException {
    byte[] bytes = indicators.toBytes();
    out.writeInt(bytes.length);
    out.write(bytes);
    out.writeLong(knownAt);
    out.writeLong(markedDay);
  }

  /** Reads what {@link FinalBar#stateBefore} holds. */
  static Series fromBytes(byte[] bytes, BarRules rules) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return read(in, rules);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The state before the first bar of a day; null for the day's further bars. */
  @Nullable ByteBuffer before(long day) {
    if (day <= markedDay) {
      return null;
    }
    ByteBuffer state = ByteBuffer.wrap(toBytes()).asReadOnlyBuffer();
    markedDay = day;
    return state;
  }

  /** The indicators' values with the next bar, in the order of their names. */
  List<@Nullable Double> next(BarPart bar) {
    return Arrays.asList(
        indicators.next(
            new IndicatorBar(
                bar.open().doubleValue(),
                bar.high().doubleValue(),
                bar.low().doubleValue(),
                bar.close().doubleValue(),
                bar.volume().doubleValue(),
                bar.vwap().doubleValue())));
  }

  /** How many bars it has seen. */
  long bars() {
    return indicators.barsSeen();
  }

  /** When the next bar is known: not before those it follows, since its indicators hold them. */
  long knownAt(long next) {
    knownAt = Math.max(knownAt, next);
    return knownAt;
  }
}
