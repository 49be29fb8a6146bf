package io.marketlake.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a sample of some days shows of one key, and on which of them it was there. */
final class SeenField {
  /** A field that others had so often would not stay away from all later events by chance. */
  private static final double BY_CHANCE = 0.001;

  private final FieldSample sample;
  private final SortedMap<LocalDate, Long> days = new TreeMap<>();

  SeenField(String name) {
    this.sample = new FieldSample(name);
  }

  /** Takes in the field's value in one event; null counts as absent. */
  void add(LocalDate day, JsonNode value, Instant kafkaTime) {
    if (!value.isNull()) {
      days.merge(day, 1L, Long::sum);
    }
    sample.add(value, null, kafkaTime);
  }

  FieldSample sample() {
    return sample;
  }

  boolean isPresent() {
    return sample.present() > 0;
  }

  LocalDate firstDay() {
    return days.firstKey();
  }

  LocalDate lastDay() {
    return days.lastKey();
  }

  /**
   * Whether it stopped coming: it was in so many events of its days that it would be in one of the
   * later ones.
   *
   * @param events how many events of each day were looked at
   */
  boolean hasEnded(Map<LocalDate, Long> events) {
    if (!isPresent()) {
      return false;
    }
    long until = 0;
    long after = 0;
    for (Map.Entry<LocalDate, Long> day : events.entrySet()) {
      if (day.getKey().isAfter(lastDay())) {
        after += day.getValue();
      } else {
        until += day.getValue();
      }
    }
    // Laplace's rule of succession: of few events, little follows.
    double frequency = (sample.present() + 1.0) / (until + 2.0);
    return after > 0 && Math.pow(1 - frequency, (double) after) < BY_CHANCE;
  }
}
