package io.marketlake.training.direction;

import io.marketlake.training.direction.ForecastFigures.Bin;
import io.marketlake.training.direction.ForecastFigures.Figure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Figures of forecasts with percentile intervals of a bootstrap over days (Efron and Tibshirani, An
 * Introduction to the Bootstrap, chapters 8 and 13): what happens within a day is not independent,
 * so that whole days are drawn, a thousand times, with replacement. One seed gives one answer.
 */
final class DayBootstrap {
  private static final int DRAWS = 1000;
  private static final double TAIL = 0.025;
  private static final int BINS = 10;

  private final Forecasts forecasts;
  private final int[] dayOf;
  private final int days;

  /** How often each day was drawn, for each draw. */
  private final int[][] draws;

  DayBootstrap(Forecasts forecasts, long seed) {
    this.forecasts = forecasts;
    long[] all = forecasts.rows().stream().mapToLong(Labelled::day).sorted().distinct().toArray();
    this.days = all.length;
    this.dayOf =
        forecasts.rows().stream().mapToInt(row -> Arrays.binarySearch(all, row.day())).toArray();
    this.draws = draws(days, seed);
  }

  /** How often each of so many days is drawn, for each draw; none for a single day. */
  static int[][] draws(int days, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[][] draws = new int[days < 2 ? 0 : DRAWS][days];
    for (int[] draw : draws) {
      for (int i = 0; i < days; i++) {
        draw[random.nextInt(days)]++;
      }
    }
    return draws;
  }

  ForecastFigures figures(double costBasisPoints) {
    Figure gross = mean(forecasts::gain);
    boolean believed = forecasts.hasProbabilities();
    return new ForecastFigures(
        forecasts.size(),
        days,
        mean(row -> forecasts.isRight(row) ? 1 : 0),
        auc(),
        mean(forecasts::squaredError),
        believed ? mean(forecasts::loss) : Figure.NONE,
        believed ? calibrationError() : Figure.NONE,
        gross,
        gross.less(costBasisPoints),
        believed ? bins() : List.of());
  }

  /** The mean of a value of each row. */
  Figure mean(IntToDoubleFunction value) {
    double[] sums = new double[days];
    double[] counts = new double[days];
    for (int row = 0; row < forecasts.size(); row++) {
      sums[dayOf[row]] += value.applyAsDouble(row);
      counts[dayOf[row]]++;
    }
    double[] drawn = new double[draws.length];
    for (int i = 0; i < drawn.length; i++) {
      double sum = 0;
      double count = 0;
      for (int day = 0; day < days; day++) {
        sum += draws[i][day] * sums[day];
        count += draws[i][day] * counts[day];
      }
      drawn[i] = sum / count;
    }
    return figure(Arrays.stream(sums).sum() / Arrays.stream(counts).sum(), drawn);
  }

  private Figure auc() {
    int[] order =
        IntStream.range(0, forecasts.size())
            .boxed()
            .sorted(Comparator.comparingDouble(row -> forecasts.up().get(row)))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] given = Arrays.stream(order).mapToDouble(row -> forecasts.up().get(row)).toArray();
    // The day of a row that rose, and one below 0 of one that fell.
    int[] dayOrFall =
        Arrays.stream(order)
            .map(row -> forecasts.rows().get(row).isUp() ? dayOf[row] : ~dayOf[row])
            .toArray();
    int[] once = new int[days];
    Arrays.fill(once, 1);
    double[] drawn = new double[draws.length];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = auc(given, dayOrFall, draws[i]);
    }
    return figure(
        auc(given, dayOrFall, once), Arrays.stream(drawn).filter(a -> !Double.isNaN(a)).toArray());
  }

  /** Rows given the same count half. */
  private static double auc(double[] given, int[] dayOrFall, int[] weights) {
    double ups = 0;
    double downs = 0;
    double pairs = 0;
    for (int i = 0; i < given.length; ) {
      double here = given[i];
      double upsHere = 0;
      double downsHere = 0;
      for (; i < given.length && given[i] == here; i++) {
        if (dayOrFall[i] >= 0) {
          upsHere += weights[dayOrFall[i]];
        } else {
          downsHere += weights[~dayOrFall[i]];
        }
      }
      pairs += upsHere * (downs + downsHere / 2);
      ups += upsHere;
      downs += downsHere;
    }
    return pairs / (ups * downs);
  }

  /** Of the rows of each tenth of the probability, how far the mean given is from the share. */
  private Figure calibrationError() {
    double[][] excess = new double[days][BINS];
    double[] counts = new double[days];
    for (int row = 0; row < forecasts.size(); row++) {
      double given = forecasts.up().get(row);
      excess[dayOf[row]][bin(given)] += given - (forecasts.rows().get(row).isUp() ? 1 : 0);
      counts[dayOf[row]]++;
    }
    int[] once = new int[days];
    Arrays.fill(once, 1);
    double[] drawn = new double[draws.length];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = calibrationError(excess, counts, draws[i]);
    }
    return figure(calibrationError(excess, counts, once), drawn);
  }

  private static double calibrationError(double[][] excess, double[] counts, int[] weights) {
    double[] sums = new double[BINS];
    double rows = 0;
    for (int day = 0; day < weights.length; day++) {
      rows += weights[day] * counts[day];
      for (int bin = 0; bin < BINS; bin++) {
        sums[bin] += weights[day] * excess[day][bin];
      }
    }
    return Arrays.stream(sums).map(Math::abs).sum() / rows;
  }

  private static int bin(double probability) {
    return Math.min(BINS - 1, (int) (probability * BINS));
  }

  private List<Bin> bins() {
    long[] rows = new long[BINS];
    long[] ups = new long[BINS];
    double[] given = new double[BINS];
    for (int row = 0; row < forecasts.size(); row++) {
      double up = forecasts.up().get(row);
      int bin = bin(up);
      rows[bin]++;
      ups[bin] += forecasts.rows().get(row).isUp() ? 1 : 0;
      given[bin] += up;
    }
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i < BINS; i++) {
      if (rows[i] > 0) {
        bins.add(
            new Bin(
                (double) i / BINS,
                (i + 1.0) / BINS,
                rows[i],
                given[i] / rows[i],
                (double) ups[i] / rows[i]));
      }
    }
    return bins;
  }

  private static Figure figure(double value, double[] drawn) {
    if (drawn.length == 0) {
      return new Figure(value, Double.NaN, Double.NaN);
    }
    Arrays.sort(drawn);
    int tail = (int) Math.round(TAIL * (drawn.length - 1));
    return new Figure(value, drawn[tail], drawn[drawn.length - 1 - tail]);
  }
}
