package io.marketlake.maintenance;

import io.marketlake.delta.DataFile;
import io.marketlake.schema.BronzeEvents;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which partitions of a table have small files to be packed together. */
final class CompactionPlan {
  private final MaintenanceSettings settings;
  private final LocalDate today;
  private final boolean openDaysToo;

  /**
   * @param today days before this one (UTC) are closed; late events may still come into them
   * @param openDaysToo whether open days are packed like closed ones
   */
  CompactionPlan(MaintenanceSettings settings, LocalDate today, boolean openDaysToo) {
    this.settings = settings;
    this.today = today;
    this.openDaysToo = openDaysToo;
  }

  /** The condition that is true of the partitions to be packed; empty if there are none. */
  Optional<String> of(List<DataFile> files) {
    Map<Map<String, String>, Long> smallFiles =
        files.stream()
            .filter(file -> file.bytes() < settings.smallFileBytes())
            .collect(Collectors.groupingBy(DataFile::partition, Collectors.counting()));
    // Days by what else the table is partitioned by: a condition stays short over many days.
    Map<String, List<String>> daysByOthers =
        smallFiles.entrySet().stream()
            .filter(e -> isDue(e.getKey(), e.getValue()))
            .collect(
                Collectors.groupingBy(
                    e -> othersOf(e.getKey()),
                    TreeMap::new,
                    Collectors.mapping(e -> dayOf(e.getKey()), Collectors.toList())));
    return daysByOthers.entrySet().stream()
        .map(e -> "(" + e.getKey() + daysIn(e.getValue()) + ")")
        .reduce((a, b) -> a + " OR " + b);
  }

  private boolean isDue(Map<String, String> partition, long smallFiles) {
    String day = partition.get(BronzeEvents.DAY);
    if (day == null) {
      return false;
    }
    boolean isClosed = LocalDate.parse(day).isBefore(today);
    return (isClosed || openDaysToo) ? smallFiles > 1 : smallFiles > settings.openDaySmallFiles();
  }

  private static String dayOf(Map<String, String> partition) {
    return "DATE'" + partition.get(BronzeEvents.DAY) + "'";
  }

  private static String daysIn(List<String> days) {
    return BronzeEvents.DAY + " IN (" + String.join(", ", days.stream().sorted().toList()) + ")";
  }

  private static String othersOf(Map<String, String> partition) {
    return new TreeMap<>(partition)
        .entrySet().stream()
            .filter(e -> !e.getKey().equals(BronzeEvents.DAY))
            .map(e -> "`" + e.getKey() + "` = '" + e.getValue().replace("'", "\\'") + "' AND ")
            .collect(Collectors.joining());
  }
}
