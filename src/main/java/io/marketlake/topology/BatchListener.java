package io.marketlake.topology;

import io.marketlake.schema.Table;
import io.marketlake.schema.TableRows;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Hears of what was committed. */
@FunctionalInterface
public interface BatchListener {
  BatchListener NONE = (layer, counts, rows) -> {};

  /**
   * Called after all tables of a layer are committed, before the micro-batch ends.
   *
   * @param counts the tables that got rows
   * @param rows the rows themselves, kept until the call returns; without those that no layer after
   *     it in the query reads and that were not kept
   */
  void committed(String layer, Map<Table, TableRows> counts, Map<Table, Dataset<Row>> rows);
}
