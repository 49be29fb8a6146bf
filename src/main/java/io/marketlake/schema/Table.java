package io.marketlake.schema;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A Delta table of the lake, named {@code layer.name} in SQL and stored in {@code layer/name}.
 *
 * @param writer the layer whose query writes it
 * @param writerCompacted whether its writer replaces or compacts its files itself, so that {@code
 *     maintain} leaves them as they are
 */
public record Table(
    String layer,
    String name,
    List<Column> columns,
    List<String> partitionedBy,
    String writer,
    boolean writerCompacted,
    String doc) {

  /**
   * A table that only grows, whose small files {@code maintain} packs together, and that the layer
   * it is named after writes.
   */
  public Table(
      String layer, String name, List<Column> columns, List<String> partitionedBy, String doc) {
    this(layer, name, columns, partitionedBy, layer, false, doc);
  }

  /** The same table, written by another layer than the one it is named after. */
  Table writtenBy(String otherLayer) {
    return new Table(layer, name, columns, partitionedBy, otherLayer, writerCompacted, doc);
  }

  public Table {
    columns = List.copyOf(columns);
    partitionedBy = List.copyOf(partitionedBy);
  }

  /** A table of the same columns elsewhere in the lake: in this folder, under its own path. */
  public Table under(String folder) {
    return new Table(
        folder + "/" + layer, name, columns, partitionedBy, writer, writerCompacted, doc);
  }

  /** Its name in SQL, such as {@code silver.ticks}. */
  public String id() {
    return layer + "." + name;
  }

  /** Where it is stored, relative to the lake's root. */
  public String path() {
    return layer + "/" + name;
  }

  public StructType structType() {
    return new StructType(columns.stream().map(Column::structField).toArray(StructField[]::new));
  }

  /** Whether each of its rows is, or comes of, one event, whose coordinate it bears. */
  public boolean bearsCoordinates() {
    return columns.stream().map(Column::name).toList().containsAll(Coordinate.IDENTITY);
  }

  /** Its columns, to select a stage's output by. */
  public org.apache.spark.sql.Column[] select() {
    return columns.stream()
        .map(c -> col("`" + c.name() + "`"))
        .toArray(org.apache.spark.sql.Column[]::new);
  }

  static List<Column> concat(List<List<Column>> parts) {
    return parts.stream().flatMap(List::stream).toList();
  }
}
