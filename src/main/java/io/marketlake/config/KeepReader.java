package io.marketlake.config;

import io.marketlake.maintenance.KeepRules;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads for how many days tables and feeds are kept. */
final class KeepReader {
  private static final String FOR_EVER = "forever";

  private KeepReader() {}

  static KeepRules read(SettingsReader in) {
    KeepRules rules = new KeepRules(days(in.section("tables")), days(in.section("feeds")));
    in.rejectUnknownKeys();
    return rules;
  }

  private static Map<String, Integer> days(SettingsReader in) {
    Map<String, Integer> days = new TreeMap<>();
    in.leaves()
        .forEach(
            (name, text) -> {
              if (!text.equals(FOR_EVER)) {
                Optional<Duration> kept =
                    Durations.read(text)
                        .filter(time -> time.compareTo(Duration.ofDays(1)) >= 0)
                        .filter(time -> time.equals(Duration.ofDays(time.toDays())));
                if (kept.isEmpty() || kept.get().toDays() > Integer.MAX_VALUE) {
                  in.problem(
                      name, "is '" + text + "', but must be whole days, such as 30d, or forever");
                } else {
                  days.put(name, (int) kept.get().toDays());
                }
              }
            });
    return days;
  }
}
