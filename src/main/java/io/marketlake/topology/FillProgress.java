package io.marketlake.topology;

import io.marketlake.schema.Table;
import java.time.LocalDate;

/** Is told of each day that a layer takes of a table of the layer before, to fill its own. */
@FunctionalInterface
public interface FillProgress {
  /**
   * Called before a day is taken.
   *
   * @param layer the name of the layer whose tables are filled
   * @param source the table that is read
   * @param day the newest day among the rows that are taken
   * @param number the number of the day among those that are taken of this table, from 1
   * @param of how many days these are
   */
  void filling(String layer, Table source, LocalDate day, int number, int of);
}
