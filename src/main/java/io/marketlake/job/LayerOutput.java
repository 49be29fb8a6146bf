package io.marketlake.job;

import io.marketlake.schema.Table;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a layer makes of a micro-batch: rows for each of its tables, with exactly the table's
 * columns.
 *
 * @param violations rows (feed, rule, coordinate columns) of records that broke a rule whose action
 *     is {@code fail}; one is enough to stop the query before anything of the layer is written
 */
public record LayerOutput(Map<Table, Dataset<Row>> tables, Optional<Dataset<Row>> violations) {

  public LayerOutput {
    tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
  }
}
