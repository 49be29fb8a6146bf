package io.marketlake.training.direction;

import io.marketlake.training.direction.ForecastFigures.Figure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * How much a feature matters to a model on held-out rows: by how much its log-loss rises when the
 * feature's values are dealt out anew among them (Breiman, Random Forests, 2001; Fisher, Rudin and
 * Dominici, 2019). Around zero, or below, it does not.
 *
 * @param lossRise in nats, the mean over the deals, with its 95 % interval by day
 */
public record Importance(String feature, Figure lossRise) {
  private static final int DEALS = 2;
  private static final int MOST_ROWS = 5_000;

  /** The features, the weightiest first. */
  static List<Importance> of(
      List<String> names, List<Labelled> judged, ToDoubleFunction<double[]> model, long seed) {
    List<Labelled> rows = judged.subList(Math.max(0, judged.size() - MOST_ROWS), judged.size());
    Forecasts whole = Forecasts.of(rows, model);
    DayBootstrap days = new DayBootstrap(whole, seed);
    List<Importance> all = new ArrayList<>();
    for (int feature = 0; feature < names.size(); feature++) {
      double[] rise = new double[rows.size()];
      for (int deal = 0; deal < DEALS; deal++) {
        int[] from = dealt(rows.size(), new SplittableRandom(seed + deal));
        List<Labelled> mixed = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
          double[] values = rows.get(i).example().features().clone();
          values[feature] = rows.get(from[i]).example().features()[feature];
          mixed.add(rows.get(i).with(rows.get(i).example().with(values)));
        }
        Forecasts dealt = Forecasts.of(mixed, model);
        for (int i = 0; i < rise.length; i++) {
          rise[i] += (dealt.loss(i) - whole.loss(i)) / DEALS;
        }
      }
      all.add(new Importance(names.get(feature), days.mean(row -> rise[row])));
    }
    all.sort(Comparator.comparingDouble((Importance each) -> each.lossRise().value()).reversed());
    return List.copyOf(all);
  }

  /** A permutation (Fisher and Yates). */
  static int[] dealt(int size, SplittableRandom random) {
    int[] dealt = new int[size];
    for (int i = 0; i < size; i++) {
      int place = random.nextInt(i + 1);
      dealt[i] = dealt[place];
      dealt[place] = i;
    }
    return dealt;
  }
}
