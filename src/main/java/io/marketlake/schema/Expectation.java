package io.marketlake.schema;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a rule asks: of each event, of events compared with each other, or of a micro-batch. */
public sealed interface Expectation {
  /** What it is called in {@link GoldRuleCounts}. */
  String kind();

  /**
   * Of each event: a SQL expression over the feed's columns, {@code event_time}, {@code kafka_time}
   * and {@code known_at}. As with a SQL CHECK, null counts as satisfied: a rule about a missing
   * optional field says nothing.
   */
  record Condition(String expression) implements Expectation {
    @Override
    public String kind() {
      return "condition";
    }
  }

  /**
   * Of events compared with each other: none has the same values in these columns as an earlier
   * one. An event with a null among them is compared with none.
   *
   * @param within how far apart in event time two events may be to be compared
   */
  record Uniqueness(List<String> columns, Duration within) implements Expectation {
    public Uniqueness {
      columns = List.copyOf(columns);
    }

    @Override
    public String kind() {
      return "uniqueness";
    }
  }

  /**
   * Of a micro-batch: a measure of its valid events lies between limits, which are fixed or follow
   * from the micro-batches before that satisfied the rule.
   *
   * @param column what is measured; empty where events are counted
   * @param atLeast the least it may be
   * @param atMost the most it may be
   * @param deviations how many standard deviations it may be away from the mean of the baseline
   * @param factor how many times the mean of the baseline, or what fraction of it, it may be
   * @param baseline how many micro-batches the baseline consists of
   * @param warmAfter how many it must have before it says anything
   * @param leastRecords a micro-batch with fewer valid events is not judged; for counts per minute
   *     of no meaning
   * @param over the time that counts per minute look back
   */
  record Aggregate(
      Measure measure,
      Optional<String> column,
      OptionalDouble atLeast,
      OptionalDouble atMost,
      OptionalDouble deviations,
      OptionalDouble factor,
      int baseline,
      int warmAfter,
      long leastRecords,
      Duration over)
      implements Expectation {

    @Override
    public String kind() {
      return "aggregate";
    }

    /** Whether it compares with earlier micro-batches. */
    public boolean hasBaseline() {
      return deviations.isPresent() || factor.isPresent();
    }
  }

  /** What is measured of a micro-batch. */
  enum Measure {
    /** The share of events in which a column is null, 0 to 1. */
    NULL_SHARE,
    /** The mean of a column's values, null left out. */
    MEAN,
    /** Events a minute, by {@code known_at}. */
    EVENTS_PER_MINUTE;

    /** Its name in the settings. */
    public String setting() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Measure> named(String name) {
      return Arrays.stream(values()).filter(m -> m.setting().equals(name)).findFirst();
    }
  }
}
