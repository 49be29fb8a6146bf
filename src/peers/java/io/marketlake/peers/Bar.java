package io.marketlake.peers;

/** An open bar of a symbol and, from bar to bar, its indicators; public and mutable for Flink. */
public final class Bar {
  private static final long MINUTE = 60_000;
  private static final int PERIOD = 20;

  public long start = -1;
  public double open;
  public double high;
  public double low;
  public double close;
  public double volume;
  public long count;
  public double fast;
  public double slow;
  public double signal;
  public double gain;
  public double loss;
  public double lastClose = Double.NaN;
  public double[] closes = new double[PERIOD];
  public int closed;

  public Bar() {}

  static long startOf(long time) {
    return time - Math.floorMod(time, MINUTE);
  }

  /** Begins the bar of a tick. */
  void begin(Tick tick) {
    start = startOf(tick.time);
    open = tick.price;
    high = tick.price;
    low = tick.price;
    volume = 0;
    count = 0;
  }

  void add(Tick tick) {
    high = Math.max(high, tick.price);
    low = Math.min(low, tick.price);
    close = tick.price;
    volume += tick.volume;
    count++;
  }

  /** Takes the bar into EMA 12 and 26, MACD, RSI 14 and the mean and deviation of 20 closes. */
  double[] indicators() {
    boolean first = Double.isNaN(lastClose);
    fast = first ? close : fast + (close - fast) * 2 / 13;
    slow = first ? close : slow + (close - slow) * 2 / 27;
    signal += (fast - slow - signal) * 2 / 10;
    double change = first ? 0 : close - lastClose;
    gain = (gain * 13 + Math.max(change, 0)) / 14;
    loss = (loss * 13 + Math.max(-change, 0)) / 14;
    lastClose = close;
    closes[closed++ % PERIOD] = close;
    int seen = Math.min(closed, PERIOD);
    double sum = 0;
    for (int i = 0; i < seen; i++) {
      sum += closes[i];
    }
    double mean = sum / seen;
    double squares = 0;
    for (int i = 0; i < seen; i++) {
      squares += (closes[i] - mean) * (closes[i] - mean);
    }
    return new double[] {
      fast,
      slow,
      fast - slow,
      signal,
      gain + loss == 0 ? 50 : 100 * gain / (gain + loss),
      mean,
      Math.sqrt(squares / seen)
    };
  }
}
