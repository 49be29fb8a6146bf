package io.marketlake.topology;

import io.marketlake.schema.Table;
import java.time.LocalDate;

/** Is told of each day of a table that is filled in. */
@FunctionalInterface
public interface FillProgress {
  /**
   * Called before a day.
   *
   * @param number the number of the day among those to be filled in, from 1
   */
  void filling(String layer, Table source, LocalDate day, int number, int of);
}
