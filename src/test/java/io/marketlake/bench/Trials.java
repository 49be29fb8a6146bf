package io.marketlake.bench;

import io.marketlake.bench.Meter.Sample;
import io.marketlake.bench.Meter.Work;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Measures several pieces of work in turns: each of them once a round, so that what else the
 * machine does falls on all of them alike. The first rounds only warm up.
 */
final class Trials {
  private final int warmUps;
  private final int repetitions;
  private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

  Trials(int warmUps, int repetitions) {
    this.warmUps = warmUps;
    this.repetitions = repetitions;
  }

  /** One round: runs each piece of work once, through {@code measured}. */
  @FunctionalInterface
  interface Round {
    void run(Measured measured) throws Exception;
  }

  /** Where a round hands its work in. */
  @FunctionalInterface
  interface Measured {
    void run(String name, Work work) throws Exception;
  }

  /** Runs all rounds. */
  void run(Round round) throws Exception {
    for (int i = 0; i < warmUps + repetitions; i++) {
      boolean counts = i >= warmUps;
      String title = counts ? "round " + (i - warmUps + 1) + "/" + repetitions : "warm-up";
      round.run(
          (name, work) -> {
            Sample sample = Meter.measure(work);
            System.err.printf(
                "%-9s %-34s %,12d rows %8.2f s %8.2f CPU-s%n",
                title, name, sample.rows(), sample.seconds(), sample.cpuSeconds());
            if (counts) {
              add(name, sample);
            }
          });
    }
  }

  void add(String name, Sample sample) {
    samples.computeIfAbsent(name, n -> new ArrayList<>()).add(sample);
  }

  /** The figures of each piece of work, in the order in which they first ran. */
  List<Figures> figures() {
    return samples.entrySet().stream().map(e -> Figures.of(e.getKey(), e.getValue())).toList();
  }

  /**
   * What was measured of one piece of work, over all rounds.
   *
   * @param rows of a round
   * @param rowsPerSecond the median; the least and the most say how far to trust it
   */
  record Figures(
      String name,
      int rounds,
      long rows,
      double rowsPerSecond,
      double least,
      double most,
      double rowsPerCpuSecond,
      double cpuSeconds,
      long heapMegabytes,
      long residentMegabytes,
      List<Double> seconds) {

    static Figures of(String name, List<Sample> samples) {
      return new Figures(
          name,
          samples.size(),
          samples.get(0).rows(),
          median(samples, Sample::rowsPerSecond),
          samples.stream().mapToDouble(Sample::rowsPerSecond).min().orElseThrow(),
          samples.stream().mapToDouble(Sample::rowsPerSecond).max().orElseThrow(),
          median(samples, Sample::rowsPerCpuSecond),
          median(samples, Sample::cpuSeconds),
          samples.stream().mapToLong(Sample::heapMegabytes).max().orElseThrow(),
          samples.stream().mapToLong(Sample::residentMegabytes).max().orElseThrow(),
          samples.stream().map(Sample::seconds).toList());
    }

    double medianSeconds() {
      return median(seconds);
    }

    /** Its rows a second to those of another in the same round: the median over the rounds. */
    double timesAsFastAs(Figures other) {
      List<Double> ratios = new ArrayList<>();
      for (int i = 0; i < Math.min(rounds, other.rounds); i++) {
        ratios.add((rows / seconds.get(i)) / Math.max(1e-9, other.rows / other.seconds.get(i)));
      }
      return median(ratios);
    }
  }

  private static double median(List<Sample> samples, ToDoubleFunction<Sample> of) {
    return median(samples.stream().mapToDouble(of).boxed().toList());
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
