package io.marketlake.schema;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import java.util.Set;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A Delta table of the lake, named {@code layer.name} in SQL and stored in {@code layer/name}.
 *
 * @param writer the layer whose query writes it
 * @param writerCompacted whether its writer replaces or compacts its files itself, so that {@code
 *     maintain} leaves them as they are
 * @param doc what it is for
 * @param grain what one row is
 * @param key the columns that tell two rows apart
 * @param source where its columns come from, but for those that say otherwise
 */
public record Table(
    String layer,
    String name,
    List<Column> columns,
    List<String> partitionedBy,
    String writer,
    boolean writerCompacted,
    String doc,
    String grain,
    List<String> key,
    String source) {
  private static final Set<String> ORDERING = Set.of(Coordinate.PARTITION, Coordinate.OFFSET);

  /** A table of which it is yet to be said what a row is, and where it comes from. */
  public Table(
      String layer,
      String name,
      List<Column> columns,
      List<String> partitionedBy,
      String writer,
      boolean writerCompacted,
      String doc) {
    this(layer, name, columns, partitionedBy, writer, writerCompacted, doc, "", List.of(), "");
  }

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
    return new Table(
        layer, name, columns, partitionedBy, otherLayer, writerCompacted, doc, grain, key, source);
  }

  /** The same table, of which it is said what a row is, and by which columns it is known. */
  public Table ofRows(String itsGrain, List<String> itsKey) {
    return new Table(
        layer,
        name,
        columns,
        partitionedBy,
        writer,
        writerCompacted,
        doc,
        itsGrain,
        itsKey,
        source);
  }

  /** The same table, of which it is said where its columns come from. */
  public Table from(String itsSource) {
    return new Table(
        layer, name, columns, partitionedBy, writer, writerCompacted, doc, grain, key, itsSource);
  }

  public Table {
    columns = List.copyOf(columns);
    partitionedBy = List.copyOf(partitionedBy);
    key = List.copyOf(key);
  }

  /** A table of the same columns elsewhere in the lake: in this folder, under its own path. */
  public Table under(String folder) {
    return new Table(
        folder + "/" + layer,
        name,
        columns,
        partitionedBy,
        writer,
        writerCompacted,
        doc,
        grain,
        key,
        source);
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

  /**
   * The columns whose least and greatest value Delta is to keep for each file, so that a reader can
   * pass files over: times, days, and where an event stands in Kafka. Any file may hold any symbol
   * and any value; to keep those too costs a tenth of the CPU of a write.
   */
  public List<String> ordered() {
    return columns.stream()
        .filter(
            c ->
                c.type().equals(DataTypes.TimestampType)
                    || c.type().equals(DataTypes.DateType)
                    || ORDERING.contains(c.name()))
        .map(Column::name)
        .filter(name -> !partitionedBy.contains(name))
        .toList();
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
