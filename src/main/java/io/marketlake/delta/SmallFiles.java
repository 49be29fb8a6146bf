package io.marketlake.delta;

import io.marketlake.schema.BronzeEvents;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The small files of a partition of a day, two of them at least: one alone has no other to be
 * packed with.
 *
 * @param partition the values of the columns that the table is partitioned by
 */
public record SmallFiles(Map<String, String> partition, long count) {
  public SmallFiles {
    partition = Map.copyOf(partition);
  }

  /**
   * Those of each partition that has any, in a fixed order; files that belong to no day are not
   * among them.
   *
   * @param smallBytes files below this are small
   */
  public static List<SmallFiles> in(List<DataFile> files, long smallBytes) {
    Map<Map<String, String>, Long> counts =
        files.stream()
            .filter(file -> file.bytes() < smallBytes)
            .filter(file -> file.partition().containsKey(BronzeEvents.DAY))
            .collect(Collectors.groupingBy(DataFile::partition, Collectors.counting()));
    return counts.entrySet().stream()
        .filter(e -> e.getValue() > 1)
        .map(e -> new SmallFiles(e.getKey(), e.getValue()))
        .sorted(Comparator.comparing(small -> new TreeMap<>(small.partition).toString()))
        .toList();
  }

  /** The partition's day (UTC). */
  public LocalDate day() {
    return LocalDate.parse(partition.getOrDefault(BronzeEvents.DAY, ""));
  }
}
