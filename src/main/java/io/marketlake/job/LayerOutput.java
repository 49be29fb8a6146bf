package io.marketlake.job;

import io.marketlake.schema.Table;
import io.marketlake.schema.TableRows;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a layer makes of a micro-batch: rows for each of its tables, with exactly the table's
 * columns.
 *
 * @param violations rows (feed, rule, coordinate columns) of records that broke a rule whose action
 *     is {@code fail}; one is enough to stop the query before anything of the layer is written
 * @param first the table that is committed before all others, so that it never says less than they
 *     hold; empty where the order is of no matter
 * @param ledger the table that says how far the layer has come: it is committed once all others
 *     are, so that it never says more than they hold; empty where no table does
 * @param counted of every table that gets rows how many, where the layer has counted them: a table
 *     that is left out is not written; empty where the writer is to count
 */
public record LayerOutput(
    Map<Table, Dataset<Row>> tables,
    Optional<Dataset<Row>> violations,
    Optional<Table> first,
    Optional<Table> ledger,
    Optional<Map<Table, TableRows>> counted) {

  /** What a layer makes whose tables may be committed in any order. */
  public LayerOutput(Map<Table, Dataset<Row>> tables, Optional<Dataset<Row>> violations) {
    this(tables, violations, Optional.empty());
  }

  /** What a layer makes that keeps a ledger. */
  public LayerOutput(
      Map<Table, Dataset<Row>> tables, Optional<Dataset<Row>> violations, Optional<Table> ledger) {
    this(tables, violations, Optional.empty(), ledger, Optional.empty());
  }

  public LayerOutput {
    tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
    counted = counted.map(Map::copyOf);
    if (counted.isPresent() && !tables.keySet().containsAll(counted.get().keySet())) {
      throw new IllegalArgumentException("a table is counted that is none of the output's");
    }
  }

  /** The same with other rows in the place of each table's. */
  public LayerOutput mapRows(UnaryOperator<Dataset<Row>> rows) {
    Map<Table, Dataset<Row>> mapped = new LinkedHashMap<>();
    tables.forEach((table, of) -> mapped.put(table, rows.apply(of)));
    return new LayerOutput(mapped, violations, first, ledger, counted);
  }

  /** Whether it is one table alone, of which nothing has to be known before it is written. */
  public boolean isOneTable() {
    return tables.size() == 1 && violations.isEmpty() && counted.isEmpty();
  }
}
