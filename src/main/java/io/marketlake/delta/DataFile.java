package io.marketlake.delta;

import java.util.Map;

/**
 * A file that a table consists of.
 *
 * @param path relative to the table's folder
 * @param partition the values of the columns that the table is partitioned by
 */
public record DataFile(String path, Map<String, String> partition, long bytes) {
  public DataFile {
    partition = Map.copyOf(partition);
  }
}
