package io.marketlake.feature.indicator;

import io.marketlake.feature.indicator.UnreadableIndicatorsException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The indicators of one symbol's series of bars, a bar at a time. What each column means, and its
 * unit, is in {@link IndicatorSettings#doc}.
 *
 * <p>A value depends on the bars up to its own and on nothing else: neither on later bars nor on
 * how often the state went through bytes, to the last bit and on any machine. Time and memory for a
 * bar are bounded by the periods, not by the number of bars before. A value is null until it is
 * defined, with TA-Lib's lookbacks.
 *
 * <p>Definitions are those of TA-Lib (its Java library, 0.4.0, unstable periods 0), with its
 * special cases. RSI is 0 where mean gain and loss add up to less than 1e-8: for a flat price, and
 * for any price so small that its moves are. Bollinger bands coincide where the variance of the
 * closes is below 1e-8, so for closes that deviate by less than 0.0001. Volatility is the sample
 * deviation where TA-Lib's STDDEV is the population's, but is 0 where STDDEV is, at a population
 * variance below 1e-8; no window of 20 one-minute returns of the shares tried was so calm. MACD's
 * fast mean is seeded late (see {@code Macd}).
 *
 * <p>Window sums are made anew for each bar, so SMA, Bollinger bands and volatility do not depend
 * at all on where history starts. Wilder's and exponential means forget slowly ({@link
 * IndicatorSettings#barsToForget()}): over six shares' one-minute bars and starts of history seven
 * bars apart, RSI 14 differed by up to 4.09 after 50 bars, 0.123 after 100 and 0.000005 after 250.
 *
 * <p>Not for use by several threads.
 */
public final class Indicators {
  private static final byte VERSION = 1;

  /** TA-Lib's zero, for the sum of mean gain and loss and for a variance. */
  private static final double ZERO = 1e-8;

  private final IndicatorSettings settings;
  private final Window closes;
  private final Window logReturns;
  private final List<ExponentialMean> means;
  private final Macd macd;
  private final WilderMean gain;
  private final WilderMean loss;
  private final WilderMean trueRange;
  private long barsSeen;
  private double previousClose;
  private double previousVolume;

  private Indicators(IndicatorSettings settings) {
    this.settings = settings;
    this.closes = Window.empty(settings.closesKept());
    this.logReturns = Window.empty(settings.volatilityPeriod());
    this.means = settings.emaPeriods().stream().map(ExponentialMean::begin).toList();
    this.macd = Macd.begin(settings);
    this.gain = WilderMean.begin(settings.rsiPeriod());
    this.loss = WilderMean.begin(settings.rsiPeriod());
    this.trueRange = WilderMean.begin(settings.atrPeriod());
  }

  private Indicators(IndicatorSettings settings, DataInputStream input, long barsSeen)
      throws IOException {
    long moves = Math.max(0, barsSeen - 1);
    this.settings = settings;
    this.barsSeen = barsSeen;
    this.previousClose = input.readDouble();
    this.previousVolume = input.readDouble();
    this.closes = Window.read(input, settings.closesKept(), barsSeen);
    this.logReturns = Window.read(input, settings.volatilityPeriod(), moves);
    this.means = new ArrayList<>();
    for (int period : settings.emaPeriods()) {
      means.add(ExponentialMean.read(input, period, barsSeen));
    }
    this.macd = Macd.read(input, settings, barsSeen);
    this.gain = WilderMean.read(input, settings.rsiPeriod(), moves);
    this.loss = WilderMean.read(input, settings.rsiPeriod(), moves);
    this.trueRange = WilderMean.read(input, settings.atrPeriod(), moves);
  }

  /** The state before a symbol's first bar. */
  public static Indicators begin(IndicatorSettings settings) {
    return new Indicators(settings);
  }

  /**
   * The state that {@link #toBytes} wrote; it goes on with the same values to the bit.
   *
   * @throws UnreadableIndicatorsException for bytes of another version or of other settings, and
   *     for bytes that are damaged
   */
  public static Indicators fromBytes(byte[] bytes, IndicatorSettings settings) {
    try (DataInputStream input = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte version = input.readByte();
      if (version != VERSION) {
        throw new UnreadableIndicatorsException(
            Reason.OTHER_VERSION,
            "the indicators' state has format " + version + ", this version reads " + VERSION);
      }
      if (input.readLong() != settings.fingerprint()) {
        throw new UnreadableIndicatorsException(
            Reason.OTHER_SETTINGS, "the indicators' state was written with other settings");
      }
      long barsSeen = input.readLong();
      if (barsSeen < 0) {
        throw damaged();
      }
      Indicators indicators = new Indicators(settings, input, barsSeen);
      if (input.available() > 0) {
        throw damaged();
      }
      return indicators;
    } catch (EOFException shortened) {
      throw damaged();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** This state, about 0.7 kB with the default periods and less before the windows are full. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream output = new DataOutputStream(bytes)) {
      output.writeByte(VERSION);
      output.writeLong(settings.fingerprint());
      output.writeLong(barsSeen);
      output.writeDouble(previousClose);
      output.writeDouble(previousVolume);
      closes.write(output);
      logReturns.write(output);
      for (ExponentialMean mean : means) {
        mean.write(output);
      }
      macd.write(output);
      gain.write(output);
      loss.write(output);
      trueRange.write(output);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /** Bars that went in since {@link #begin}, before and after any bytes. */
  public long barsSeen() {
    return barsSeen;
  }

  /**
   * Takes the symbol's next bar and gives its values.
   *
   * @return a new array in the order of {@link IndicatorSettings#names()}; null where a value is
   *     not defined or no finite number
   */
  public @Nullable Double[] next(IndicatorBar bar) {
    boolean first = barsSeen == 0;
    double growth = first ? Double.NaN : change(previousClose, bar.close());
    double logReturn = StrictMath.log1p(growth);
    double volumeChange = first ? Double.NaN : change(previousVolume, bar.volume());
    absorb(bar, logReturn);

    Row row = new Row();
    settings.smaPeriods().forEach(period -> row.add(closes.mean(period)));
    means.forEach(mean -> row.add(mean.mean()));
    row.add(macd.line());
    row.add(macd.signal());
    row.add(macd.line() - macd.signal());
    row.add(relativeStrength());
    addBands(row);
    row.add(volatility());
    row.add(trueRange.mean());
    row.add(growth);
    row.add(logReturn);
    row.add(volumeChange);
    row.add(change(bar.vwap(), bar.close()));
    return row.values();
  }

  private void absorb(IndicatorBar bar, double logReturn) {
    if (barsSeen > 0) {
      double move = bar.close() - previousClose;
      gain.add(move < 0 ? 0 : move);
      loss.add(move < 0 ? -move : 0);
      trueRange.add(trueRange(bar));
      logReturns.add(logReturn);
    }
    closes.add(bar.close());
    means.forEach(mean -> mean.add(bar.close()));
    macd.add(bar.close());
    barsSeen++;
    previousClose = bar.close();
    previousVolume = bar.volume();
  }

  private double trueRange(IndicatorBar bar) {
    double withinBar = bar.high() - bar.low();
    double toHigh = Math.abs(previousClose - bar.high());
    double toLow = Math.abs(previousClose - bar.low());
    return Math.max(withinBar, Math.max(toHigh, toLow));
  }

  private double relativeStrength() {
    double moves = gain.mean() + loss.mean();
    return moves < ZERO ? 0 : 100.0 * (gain.mean() / moves);
  }

  private void addBands(Row row) {
    int period = settings.bollingerPeriod();
    double middle = closes.mean(period);
    double variance = closes.squaredDeviations(period) / period;
    double reach = variance < ZERO ? 0 : Math.sqrt(variance) * settings.bollingerWidth();
    row.add(middle + reach);
    row.add(middle);
    row.add(middle - reach);
  }

  /** NaN as long as a log return that is not defined is in the window. */
  private double volatility() {
    int period = settings.volatilityPeriod();
    double squares = logReturns.squaredDeviations(period);
    return squares / period < ZERO ? 0 : Math.sqrt(squares / (period - 1));
  }

  /** NaN where there is nothing to compare with. */
  private static double change(double before, double now) {
    return before == 0 ? Double.NaN : (now - before) / before;
  }

  private static UnreadableIndicatorsException damaged() {
    return new UnreadableIndicatorsException(
        Reason.DAMAGED, "the indicators' state is damaged: its length does not fit its content");
  }

  /** Values as they come, undefined ones as null. */
  private static final class Row {
    private @Nullable Double[] values = new Double[24];
    private int size;

    void add(double value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = Double.isFinite(value) ? value : null;
    }

    @Nullable Double[] values() {
      return Arrays.copyOf(values, size);
    }
  }
}
