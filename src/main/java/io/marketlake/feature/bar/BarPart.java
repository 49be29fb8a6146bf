package io.marketlake.feature.bar;

import io.marketlake.feature.market.SaleConditions;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A bar, or the part of one that some of its events make. Parts join in any order to the same bar:
 * the first and the last price are those of the earliest and latest event by time, sequence and
 * offset, and sums are exact.
 */
public final class BarPart {
  static final int PRICE_SCALE = 8;
  static final int VOLUME_SCALE = 6;

  /**
   * What follows in the bytes; a state from before late events were counted has the first alone.
   */
  private static final int HAS_LAST = 1;

  private static final int HAS_LATE = 2;

  private final long start;
  private long events;
  private long trades;
  private long late;
  private long knownAt = Long.MIN_VALUE;
  private boolean hasLast;
  private Moment first = Moment.NONE;
  private Moment last = Moment.NONE;
  private long open;
  private long close;
  private boolean hasRange;
  private long high = Long.MIN_VALUE;
  private long low = Long.MAX_VALUE;
  private final ExactSum volume;
  private final ExactSum notional;

  BarPart(long start) {
    this(start, new ExactSum(), new ExactSum());
  }

  private BarPart(long start, ExactSum volume, ExactSum notional) {
    this.start = start;
    this.volume = volume;
    this.notional = notional;
  }

  /** Where an event stands among those of its symbol. */
  private record Moment(long time, long sequence, long offset) implements Comparable<Moment> {
    static final Moment NONE = new Moment(0, 0, 0);

    @Override
    public int compareTo(Moment other) {
      int byTime = Long.compare(time, other.time);
      int bySequence = byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
      return bySequence != 0 ? bySequence : Long.compare(offset, other.offset);
    }

    static Moment read(DataInput in) throws IOException {
      return new Moment(in.readLong(), in.readLong(), in.readLong());
    }

    void write(DataOutput out) throws IOException {
      out.writeLong(time);
      out.writeLong(sequence);
      out.writeLong(offset);
    }
  }

  /**
   * A bar as a table has it. Its first and last events are not known any more, so that it joins
   * only with bars before and after it.
   *
   * @param late how many of its events came after it was final
   * @param knownAt in microseconds since 1970
   */
  public static BarPart of(
      long start,
      BigDecimal open,
      BigDecimal high,
      BigDecimal low,
      BigDecimal close,
      BigDecimal volume,
      BigDecimal notional,
      long trades,
      long late,
      long knownAt) {
    BarPart part = new BarPart(start);
    part.volume.add(volume.setScale(VOLUME_SCALE).unscaledValue());
    part.notional.add(notional.setScale(PRICE_SCALE + VOLUME_SCALE).unscaledValue());
    part.events = trades;
    part.trades = trades;
    part.late = late;
    part.knownAt = knownAt;
    Moment only = new Moment(start, 0, 0);
    part.addLast(only, units(open), only, units(close));
    part.addRange(units(high), units(low));
    return part;
  }

  private static long units(BigDecimal price) {
    return price.setScale(PRICE_SCALE).unscaledValue().longValueExact();
  }

  /**
   * Sums up events in any order.
   *
   * @param late how many of them came after the bar was final
   */
  public static BarPart of(long start, Iterable<PriceEvent> events, long late) {
    BarPart part = new BarPart(start);
    events.forEach(part::add);
    part.late = late;
    return part;
  }

  static BarPart read(DataInput in) throws IOException {
    long start = in.readLong();
    BarPart part = new BarPart(start, ExactSum.read(in), ExactSum.read(in));
    part.events = in.readLong();
    part.trades = in.readLong();
    part.knownAt = in.readLong();
    byte has = in.readByte();
    part.hasLast = (has & HAS_LAST) != 0;
    part.late = (has & HAS_LATE) != 0 ? in.readLong() : 0;
    if (part.hasLast) {
      part.first = Moment.read(in);
      part.last = Moment.read(in);
      part.open = in.readLong();
      part.close = in.readLong();
    }
    part.hasRange = in.readBoolean();
    if (part.hasRange) {
      part.high = in.readLong();
      part.low = in.readLong();
    }
    return part;
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(start);
    volume.write(out);
    notional.write(out);
    out.writeLong(events);
    out.writeLong(trades);
    out.writeLong(knownAt);
    out.writeByte((hasLast ? HAS_LAST : 0) | (late > 0 ? HAS_LATE : 0));
    if (late > 0) {
      out.writeLong(late);
    }
    if (hasLast) {
      first.write(out);
      last.write(out);
      out.writeLong(open);
      out.writeLong(close);
    }
    out.writeBoolean(hasRange);
    if (hasRange) {
      out.writeLong(high);
      out.writeLong(low);
    }
  }

  void add(PriceEvent event) {
    events++;
    knownAt = Math.max(knownAt, event.knownAt());
    if (event.counts() == 0) {
      return;
    }
    trades++;
    if ((event.counts() & SaleConditions.LAST) != 0) {
      Moment moment = new Moment(event.time(), event.sequence(), event.offset());
      addLast(moment, event.price(), moment, event.price());
    }
    if ((event.counts() & SaleConditions.HIGH_LOW) != 0) {
      addRange(event.price(), event.price());
    }
    if ((event.counts() & SaleConditions.VOLUME) != 0) {
      volume.add(event.volume());
      notional.addProduct(event.price(), event.volume());
    }
  }

  void add(BarPart other) {
    events += other.events;
    trades += other.trades;
    late += other.late;
    knownAt = Math.max(knownAt, other.knownAt);
    if (other.hasLast) {
      addLast(other.first, other.open, other.last, other.close);
    }
    if (other.hasRange) {
      addRange(other.high, other.low);
    }
    volume.add(other.volume);
    notional.add(other.notional);
  }

  private void addLast(Moment earliest, long opening, Moment latest, long closing) {
    if (!hasLast || earliest.compareTo(first) < 0) {
      first = earliest;
      open = opening;
    }
    if (!hasLast || latest.compareTo(last) > 0) {
      last = latest;
      close = closing;
    }
    hasLast = true;
  }

  private void addRange(long highest, long lowest) {
    high = Math.max(high, highest);
    low = Math.min(low, lowest);
    hasRange = true;
  }

  public long start() {
    return start;
  }

  /** How many events it holds, those included that count for nothing. */
  long events() {
    return events;
  }

  /** The newest known_at of its events. */
  public long knownAt() {
    return knownAt;
  }

  /** Whether any event counts for the last price: without one there is no bar. */
  public boolean hasPrice() {
    return hasLast;
  }

  public long trades() {
    return trades;
  }

  /** How many of its events came after it, or the base bar that they are in, was final. */
  public long late() {
    return late;
  }

  public BigDecimal open() {
    return BigDecimal.valueOf(open, PRICE_SCALE);
  }

  public BigDecimal close() {
    return BigDecimal.valueOf(close, PRICE_SCALE);
  }

  /** The highest price of the events that count for it, and never below the first and last. */
  public BigDecimal high() {
    return BigDecimal.valueOf(Math.max(high, Math.max(open, close)), PRICE_SCALE);
  }

  /** The lowest price of the events that count for it, and never above the first and last. */
  public BigDecimal low() {
    return BigDecimal.valueOf(Math.min(low, Math.min(open, close)), PRICE_SCALE);
  }

  public BigDecimal volume() {
    return new BigDecimal(volume.value(), VOLUME_SCALE);
  }

  /** The sum of price times volume, exact. */
  public BigDecimal notional() {
    return new BigDecimal(notional.value(), PRICE_SCALE + VOLUME_SCALE);
  }

  /** Notional over volume, half up at 8 decimals; the last price where nothing has a volume. */
  public BigDecimal vwap() {
    BigDecimal sum = volume();
    return sum.signum() == 0 ? close() : notional().divide(sum, PRICE_SCALE, RoundingMode.HALF_UP);
  }
}
