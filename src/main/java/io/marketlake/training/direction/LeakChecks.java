package io.marketlake.training.direction;

import io.marketlake.feature.direction.DirectionBar;
import io.marketlake.feature.direction.DirectionSeries;
import io.marketlake.feature.direction.DirectionSettings;
import io.marketlake.schema.Micros;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Looks for a future that leaks into features. These are made anew from a part of the bars, a few
 * series and their last stretch, so that the checks take seconds on years of history. What is
 * checked of a bar lies far enough in its series that there is history to take away.
 */
final class LeakChecks {
  private static final int MOST_SERIES = 3;
  private static final int MOST_BARS = 1_500;
  private static final int SAMPLES = 12;

  /** A series needs so many bars beyond the warm-up to be looked at. */
  private static final int SPARE = 50;

  /**
   * In deviations of the feature. Recursive means forget to a millionth of the price, which is this
   * much of features that move by a thousandth of it.
   */
  private static final double TOLERANCE = 1e-3;

  /** What rounding may do to a feature that is the same throughout, and has no deviation. */
  private static final double ROUNDING = 1e-12;

  private final DirectionSettings settings;
  private final int warmAfter;
  private final long seed;

  LeakChecks(DirectionSettings settings, int warmAfter, long seed) {
    this.settings = settings;
    this.warmAfter = warmAfter;
    this.seed = seed;
  }

  /** The part of the data that features are made of anew, with every revision of its bars. */
  DirectionData part(DirectionData data) {
    SortedMap<String, List<DirectionBar>> part = new TreeMap<>();
    for (Map.Entry<String, List<DirectionBar>> series : data.bars().entrySet()) {
      List<DirectionBar> bars = DirectionSeries.of(series.getValue()).forecastBars();
      if (bars.size() > warmAfter + SPARE && part.size() < MOST_SERIES) {
        long from = bars.get(Math.max(0, bars.size() - warmAfter - MOST_BARS)).start();
        part.put(
            series.getKey(),
            series.getValue().stream().filter(row -> row.start() >= from).toList());
      }
    }
    return data.with(part, data.texts());
  }

  /**
   * Features of a bar are the same, to the bit, when nothing known after it exists: those that are
   * trained on, and those of indicators that are worked out anew.
   */
  LeakFinding truncatedHistory(ExampleMaker trained, ExampleMaker anew, DirectionData part) {
    LeakFinding ofTrained = truncatedHistory(trained, part);
    return ofTrained.isPassed() ? truncatedHistory(anew, part) : ofTrained;
  }

  LeakFinding truncatedHistory(ExampleMaker maker, DirectionData part) {
    String check = "truncated history";
    List<Example> samples = samples(maker.make(part), part, Set.of());
    for (Example sample : samples) {
      Optional<Example> alone = find(maker.make(part.knownAt(sample.bar().knownAt())), sample);
      if (alone.isEmpty() || !Arrays.equals(alone.get().features(), sample.features())) {
        return new LeakFinding(
            check,
            false,
            "the features of "
                + named(sample)
                + " are others when what was known later does not exist");
      }
    }
    return samples.isEmpty()
        ? tooFew(check)
        : new LeakFinding(
            check,
            true,
            samples.size()
                + " bars have the same features, to the bit, without their future, as trained on and"
                + " with indicators worked out anew");
  }

  /**
   * Features that are trained on do not depend on where history starts: indicators worked out anew
   * from no more than the warm-up give the same. Bars near a correction are left out where there
   * are others, since the stream's indicators know of it and those anew do not.
   */
  LeakFinding historyLength(ExampleMaker trained, ExampleMaker anew, DirectionData part) {
    String check = "history length";
    Set<String> corrected = corrected(part);
    List<Example> whole = trained.make(part);
    List<Example> samples = samples(whole, part, corrected);
    if (samples.isEmpty()) {
      whole = anew.make(part);
      samples = samples(whole, part, Set.of());
    }
    double[] deviations = deviations(whole);
    for (Example sample : samples) {
      SortedMap<String, List<DirectionBar>> shorter = new TreeMap<>();
      part.bars().forEach((name, rows) -> shorter.put(name, upTo(rows, sample)));
      Optional<Example> found = find(anew.make(part.with(shorter, part.texts())), sample);
      if (found.isEmpty() || !isNear(found.get().features(), sample.features(), deviations)) {
        return new LeakFinding(
            check,
            false,
            found.isEmpty()
                ? named(sample) + " is not forecast where its history starts later"
                : "the features of " + named(sample) + " depend on where its history starts");
      }
    }
    return samples.isEmpty()
        ? tooFew(check)
        : new LeakFinding(
            check,
            true,
            String.format(
                Locale.ROOT,
                "%d bars have the same features, within %.0e of a feature's deviation, with no more"
                    + " than %d bars before them",
                samples.size(),
                TOLERANCE,
                warmAfter + SPARE));
  }

  private List<DirectionBar> upTo(List<DirectionBar> rows, Example sample) {
    List<DirectionBar> bars = DirectionSeries.of(rows).forecastBars();
    int end = 0;
    while (end < bars.size() && bars.get(end).start() <= sample.bar().start()) {
      end++;
    }
    return bars.subList(Math.max(0, end - warmAfter - SPARE), end);
  }

  /** Each planted leak is caught by the check of truncated history. */
  List<LeakFinding> plantedLeaks(ExampleMaker honest, DirectionData part, int horizon) {
    List<LeakFinding> findings = new ArrayList<>();
    for (PlantedLeak leak : PlantedLeak.values()) {
      LeakFinding finding = truncatedHistory(leak.in(honest, horizon, settings), part);
      String check = "planted leak: " + leak.text();
      findings.add(
          finding.isPassed()
              ? new LeakFinding(check, false, "it is in a copy, and no check has seen it")
              : new LeakFinding(check, true, "caught: " + finding.sentence()));
    }
    return findings;
  }

  /** Chance picks them of those that have enough bars before them. */
  private List<Example> samples(List<Example> examples, DirectionData part, Set<String> without) {
    Map<String, Long> enough = new HashMap<>();
    part.bars()
        .forEach(
            (name, rows) -> {
              List<DirectionBar> bars = DirectionSeries.of(rows).forecastBars();
              if (bars.size() > warmAfter + SPARE) {
                enough.put(name, bars.get(warmAfter + SPARE).start());
              }
            });
    List<Example> fit =
        examples.stream()
            .filter(e -> e.bar().start() >= enough.getOrDefault(e.series(), Long.MAX_VALUE))
            .filter(e -> !without.contains(key(e.series(), e.bar().start())))
            .toList();
    SplittableRandom random = new SplittableRandom(seed);
    List<Example> samples = new ArrayList<>();
    for (int i = 0; i < SAMPLES && !fit.isEmpty(); i++) {
      samples.add(fit.get(random.nextInt(fit.size())));
    }
    return samples;
  }

  /** Bars that have a revision, or one among the bars that their indicators are warm after. */
  private Set<String> corrected(DirectionData part) {
    Set<String> corrected = new HashSet<>();
    part.bars()
        .forEach(
            (name, rows) -> {
              Set<Long> revised = new HashSet<>();
              rows.stream()
                  .filter(row -> !row.isFirstWritten())
                  .forEach(row -> revised.add(row.start()));
              int since = warmAfter + SPARE;
              for (DirectionBar bar : DirectionSeries.of(rows).forecastBars()) {
                since = revised.contains(bar.start()) ? 0 : since + 1;
                if (since < warmAfter + SPARE) {
                  corrected.add(key(name, bar.start()));
                }
              }
            });
    return corrected;
  }

  private static String key(String series, long start) {
    return series + " " + start;
  }

  private static Optional<Example> find(List<Example> examples, Example like) {
    return examples.stream()
        .filter(e -> e.series().equals(like.series()) && e.bar().start() == like.bar().start())
        .findFirst();
  }

  private static double[] deviations(List<Example> examples) {
    if (examples.isEmpty()) {
      return new double[0];
    }
    double[] deviations = new double[examples.get(0).features().length];
    for (int i = 0; i < deviations.length; i++) {
      int feature = i;
      double mean =
          examples.stream().mapToDouble(e -> e.features()[feature]).average().orElseThrow();
      deviations[i] =
          Math.sqrt(
              examples.stream()
                  .mapToDouble(e -> e.features()[feature] - mean)
                  .map(distance -> distance * distance)
                  .average()
                  .orElseThrow());
    }
    return deviations;
  }

  private static boolean isNear(double[] some, double[] others, double[] deviations) {
    for (int i = 0; i < some.length; i++) {
      double reach = Math.max(TOLERANCE * deviations[i], ROUNDING);
      if (!(Math.abs(some[i] - others[i]) <= reach)) {
        return false;
      }
    }
    return some.length == others.length;
  }

  private static String named(Example example) {
    return example.series() + " at " + Micros.instant(example.bar().start());
  }

  private static LeakFinding tooFew(String check) {
    return new LeakFinding(
        check, false, "no series has enough bars beyond the warm-up to be looked at");
  }
}
