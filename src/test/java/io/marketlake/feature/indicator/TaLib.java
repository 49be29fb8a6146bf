package io.marketlake.feature.indicator;

import com.tictactec.ta.lib.Core;
import com.tictactec.ta.lib.MAType;
import com.tictactec.ta.lib.MInteger;
import com.tictactec.ta.lib.RetCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Every column of the settings over a whole series, by TA-Lib's Java library. */
final class TaLib {

  /** One of TA-Lib's functions over a whole series, into one of its outputs. */
  private interface Function {
    RetCode compute(int last, MInteger begin, MInteger count, double[] output);
  }

  private final Core core = new Core();
  private final IndicatorSettings settings;
  private final List<IndicatorBar> bars;
  private final List<@Nullable Double[]> columns = new ArrayList<>();

  private TaLib(IndicatorSettings settings, List<IndicatorBar> bars) {
    this.settings = settings;
    this.bars = bars;
  }

  /** The columns in the order of the names, each as long as the series. */
  static List<@Nullable Double[]> columns(IndicatorSettings settings, List<IndicatorBar> bars) {
    return new TaLib(settings, bars).compute();
  }

  private List<@Nullable Double[]> compute() {
    double[] close = each(IndicatorBar::close);
    for (int period : settings.smaPeriods()) {
      add((last, begin, count, out) -> core.sma(0, last, close, period, begin, count, out));
    }
    for (int period : settings.emaPeriods()) {
      add((last, begin, count, out) -> core.ema(0, last, close, period, begin, count, out));
    }
    double[] other = new double[bars.size()];
    double[] another = new double[bars.size()];
    add((last, begin, count, out) -> macd(close, begin, count, out, other, another));
    add((last, begin, count, out) -> macd(close, begin, count, other, out, another));
    add((last, begin, count, out) -> macd(close, begin, count, other, another, out));
    add(
        (last, begin, count, out) ->
            core.rsi(0, last, close, settings.rsiPeriod(), begin, count, out));
    add((last, begin, count, out) -> bands(close, begin, count, out, other, another));
    add((last, begin, count, out) -> bands(close, begin, count, other, out, another));
    add((last, begin, count, out) -> bands(close, begin, count, other, another, out));
    columns.add(volatility(close));
    add(
        (last, begin, count, out) ->
            core.atr(
                0,
                last,
                each(IndicatorBar::high),
                each(IndicatorBar::low),
                close,
                settings.atrPeriod(),
                begin,
                count,
                out));
    add((last, begin, count, out) -> core.rocP(0, last, close, 1, begin, count, out));
    columns.add(logReturns(close));
    columns.add(volumeChanges());
    columns.add(
        bars.stream().map(bar -> (bar.close() - bar.vwap()) / bar.vwap()).toArray(Double[]::new));
    return columns;
  }

  private RetCode macd(
      double[] close,
      MInteger begin,
      MInteger count,
      double[] line,
      double[] signal,
      double[] histogram) {
    return core.macd(
        0,
        close.length - 1,
        close,
        settings.macdFast(),
        settings.macdSlow(),
        settings.macdSignal(),
        begin,
        count,
        line,
        signal,
        histogram);
  }

  private RetCode bands(
      double[] close,
      MInteger begin,
      MInteger count,
      double[] upper,
      double[] middle,
      double[] lower) {
    return core.bbands(
        0,
        close.length - 1,
        close,
        settings.bollingerPeriod(),
        settings.bollingerWidth(),
        settings.bollingerWidth(),
        MAType.Sma,
        begin,
        count,
        upper,
        middle,
        lower);
  }

  /** The population's deviation of TA-Lib, turned into the sample's. */
  private @Nullable Double[] volatility(double[] close) {
    int period = settings.volatilityPeriod();
    double[] logs = new double[close.length - 1];
    for (int i = 1; i < close.length; i++) {
      logs[i - 1] = Math.log(close[i] / close[i - 1]);
    }
    @Nullable Double[] ofReturns =
        column(
            logs.length,
            (last, begin, count, out) -> core.stdDev(0, last, logs, period, 1, begin, count, out));
    @Nullable Double[] ofBars = new Double[close.length];
    for (int i = 1; i < close.length; i++) {
      Double deviation = ofReturns[i - 1];
      ofBars[i] = deviation == null ? null : deviation * Math.sqrt(period / (period - 1.0));
    }
    return ofBars;
  }

  private @Nullable Double[] logReturns(double[] close) {
    @Nullable Double[] changes =
        column(
            close.length,
            (last, begin, count, out) -> core.rocP(0, last, close, 1, begin, count, out));
    @Nullable Double[] logs = new Double[close.length];
    for (int i = 0; i < close.length; i++) {
      Double change = changes[i];
      logs[i] = change == null ? null : Math.log1p(change);
    }
    return logs;
  }

  /** TA-Lib says 0 where there was no volume before; there is no change to speak of, so null. */
  private @Nullable Double[] volumeChanges() {
    double[] volume = each(IndicatorBar::volume);
    @Nullable Double[] changes =
        column(
            volume.length,
            (last, begin, count, out) -> core.rocP(0, last, volume, 1, begin, count, out));
    for (int i = 1; i < volume.length; i++) {
      changes[i] = volume[i - 1] == 0 ? null : changes[i];
    }
    return changes;
  }

  private void add(Function function) {
    columns.add(column(bars.size(), function));
  }

  /** TA-Lib leaves out what is not defined; here it is null. */
  private static @Nullable Double[] column(int length, Function function) {
    @Nullable Double[] column = new Double[length];
    if (length == 0) {
      return column;
    }
    MInteger begin = new MInteger();
    MInteger count = new MInteger();
    double[] output = new double[length];
    RetCode code = function.compute(length - 1, begin, count, output);
    if (code != RetCode.Success) {
      throw new IllegalStateException("TA-Lib answered " + code);
    }
    for (int i = 0; i < count.value; i++) {
      column[begin.value + i] = output[i];
    }
    return column;
  }

  private double[] each(ToDoubleFunction<IndicatorBar> value) {
    return bars.stream().mapToDouble(value).toArray();
  }
}
