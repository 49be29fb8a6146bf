package io.marketlake.feature.bar;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * A sum of integers and of products of integers in 192 bits, so that any order of adding gives the
 * same sum and no real number of events overflows it.
 */
final class ExactSum {
  private long high;
  private long middle;
  private long low;

  static ExactSum read(DataInput in) throws IOException {
    ExactSum sum = new ExactSum();
    sum.high = in.readLong();
    sum.middle = in.readLong();
    sum.low = in.readLong();
    return sum;
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(high);
    out.writeLong(middle);
    out.writeLong(low);
  }

  void add(long value) {
    add(value >> 63, value >> 63, value);
  }

  /** Adds a number of at most 192 bits. */
  void add(BigInteger value) {
    add(value.shiftRight(128).longValue(), value.shiftRight(64).longValue(), value.longValue());
  }

  void addProduct(long a, long b) {
    long upper = Math.multiplyHigh(a, b);
    add(upper >> 63, upper, a * b);
  }

  void add(ExactSum other) {
    add(other.high, other.middle, other.low);
  }

  private void add(long addedHigh, long addedMiddle, long addedLow) {
    long newLow = low + addedLow;
    long carry = Long.compareUnsigned(newLow, low) < 0 ? 1 : 0;
    long withoutCarry = middle + addedMiddle;
    long newMiddle = withoutCarry + carry;
    long upperCarry =
        Long.compareUnsigned(withoutCarry, middle) < 0
                || Long.compareUnsigned(newMiddle, withoutCarry) < 0
            ? 1
            : 0;
    low = newLow;
    middle = newMiddle;
    high = high + addedHigh + upperCarry;
  }

  BigInteger value() {
    return new BigInteger(
        ByteBuffer.allocate(3 * Long.BYTES).putLong(high).putLong(middle).putLong(low).array());
  }
}
