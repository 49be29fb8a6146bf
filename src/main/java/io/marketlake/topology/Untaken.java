package io.marketlake.topology;

import static org.apache.spark.sql.functions.col;

import io.marketlake.delta.LakeTables;
import io.marketlake.job.Layer;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Table;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.collection.JavaConverters;

/** What a layer has not taken yet of the layer before. */
public final class Untaken {
  private Untaken() {}

  /**
   * Those of a layer's input rows that its ledger or, where it keeps none, its tables lack.
   *
   * @param input rows as the layer's own stage for their table made them
   */
  public static Dataset<Row> of(LakeTables tables, Layer layer, Dataset<Row> input) {
    Optional<Dataset<Row>> remaining = layer.remaining(input);
    if (remaining.isPresent()) {
      return remaining.get();
    }
    Column[] identity =
        Coordinate.IDENTITY.stream().map(c -> col("`" + c + "`")).toArray(Column[]::new);
    Dataset<Row> done =
        layer.outputs().stream()
            .filter(Table::bearsCoordinates)
            .map(table -> tables.read(table).select(identity))
            .reduce(Dataset::union)
            .orElseThrow();
    return input.join(done, JavaConverters.asScalaBuffer(Coordinate.IDENTITY).toSeq(), "left_anti");
  }
}
