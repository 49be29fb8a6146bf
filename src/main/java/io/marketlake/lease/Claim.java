package io.marketlake.lease;

import java.util.List;

/**
 * What a query wants to write.
 *
 * @param tables the tables, such as {@code silver.ticks}: what is held on a local disk, where two
 *     writers of one table would undo each other
 * @param units the layers of feeds, such as {@code silver/ticks}: what is held on S3, where a table
 *     may have several writers
 */
public record Claim(List<String> tables, List<String> units) {
  public Claim {
    tables = tables.stream().distinct().sorted().toList();
    units = units.stream().distinct().sorted().toList();
  }
}
