package io.marketlake.feature.bar;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/** A sliding window's prices, or a part of them: count, sum and sum of squares, all exact. */
public final class WindowPart {
  private final long start;
  private long prices;
  private long knownAt = Long.MIN_VALUE;
  private final ExactSum sum;
  private final ExactSum squares;

  WindowPart(long start) {
    this(start, new ExactSum(), new ExactSum());
  }

  private WindowPart(long start, ExactSum sum, ExactSum squares) {
    this.start = start;
    this.sum = sum;
    this.squares = squares;
  }

  /** Sums up events in any order. */
  public static WindowPart of(long start, Iterable<PriceEvent> events) {
    WindowPart part = new WindowPart(start);
    events.forEach(part::add);
    return part;
  }

  static WindowPart read(DataInput in) throws IOException {
    long start = in.readLong();
    WindowPart part = new WindowPart(start, ExactSum.read(in), ExactSum.read(in));
    part.prices = in.readLong();
    part.knownAt = in.readLong();
    return part;
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(start);
    sum.write(out);
    squares.write(out);
    out.writeLong(prices);
    out.writeLong(knownAt);
  }

  void add(PriceEvent event) {
    prices++;
    knownAt = Math.max(knownAt, event.knownAt());
    sum.add(event.price());
    squares.addProduct(event.price(), event.price());
  }

  void add(WindowPart other) {
    prices += other.prices;
    knownAt = Math.max(knownAt, other.knownAt);
    sum.add(other.sum);
    squares.add(other.squares);
  }

  public long start() {
    return start;
  }

  /** How many prices it holds. */
  public long prices() {
    return prices;
  }

  public long knownAt() {
    return knownAt;
  }

  /** The mean price. */
  public double mean() {
    return new BigDecimal(sum.value(), BarPart.PRICE_SCALE)
        .divide(BigDecimal.valueOf(prices), MathContext.DECIMAL64)
        .doubleValue();
  }

  /**
   * The sample deviation of the prices: the root of (n Σx² − (Σx)²) / (n (n − 1)), whose numerator
   * is an exact integer here. NaN for a single price.
   */
  public double deviation() {
    if (prices < 2) {
      return Double.NaN;
    }
    BigInteger n = BigInteger.valueOf(prices);
    BigInteger numerator = squares.value().multiply(n).subtract(sum.value().pow(2));
    return new BigDecimal(numerator, 2 * BarPart.PRICE_SCALE)
        .divide(new BigDecimal(n.multiply(n.subtract(BigInteger.ONE))), MathContext.DECIMAL64)
        .sqrt(MathContext.DECIMAL64)
        .doubleValue();
  }
}
