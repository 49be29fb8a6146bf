package io.marketlake;

import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Reads a Delta table without Spark, by Delta Kernel: another program's view of the log and the
 * files. Kernel refuses a table that needs a reader's feature which it does not have.
 */
public final class DeltaKernelReader {
  private DeltaKernelReader() {}

  /** Every row of a table, as {@link PlainRows} writes them, in no order. */
  public static List<String> rows(String path) {
    Engine engine = DefaultEngine.create(new Configuration());
    List<String> rows = new ArrayList<>();
    try {
      Snapshot snapshot = Table.forPath(engine, path).getLatestSnapshot(engine);
      Scan scan = snapshot.getScanBuilder(engine).build();
      Row state = scan.getScanState(engine);
      StructType physical = ScanStateRow.getPhysicalDataReadSchema(engine, state);
      try (CloseableIterator<FilteredColumnarBatch> files = scan.getScanFiles(engine)) {
        while (files.hasNext()) {
          try (CloseableIterator<Row> file = files.next().getRows()) {
            while (file.hasNext()) {
              read(engine, state, physical, file.next(), rows);
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  private static void read(
      Engine engine, Row state, StructType physical, Row file, List<String> rows)
      throws IOException {
    FileStatus status = InternalScanFileUtils.getAddFileStatus(file);
    CloseableIterator<ColumnarBatch> data =
        engine.getParquetHandler().readParquetFiles(one(status), physical, Optional.empty());
    try (CloseableIterator<FilteredColumnarBatch> batches =
        Scan.transformPhysicalData(engine, state, file, data)) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> found = batches.next().getRows()) {
          while (found.hasNext()) {
            rows.add(PlainRows.line(struct(found.next())));
          }
        }
      }
    }
  }

  private static <T> CloseableIterator<T> one(T item) {
    List<T> left = new ArrayList<>(List.of(item));
    return new CloseableIterator<>() {
      @Override
      public boolean hasNext() {
        return !left.isEmpty();
      }

      @Override
      public T next() {
        return left.remove(0);
      }

      @Override
      public void close() {}
    };
  }

  private static List<@Nullable Object> struct(Row row) {
    List<@Nullable Object> values = new ArrayList<>();
    StructType schema = row.getSchema();
    for (int i = 0; i < schema.length(); i++) {
      values.add(row.isNullAt(i) ? null : value(row, i, schema.at(i).getDataType()));
    }
    return values;
  }

  private static Object value(Row row, int i, DataType type) {
    if (type instanceof StructType) {
      return struct(row.getStruct(i));
    }
    if (type instanceof ArrayType) {
      return array(row.getArray(i));
    }
    if (type instanceof StringType) {
      return row.getString(i);
    }
    if (type instanceof IntegerType) {
      return row.getInt(i);
    }
    if (type instanceof DateType) {
      return PlainRows.date(row.getInt(i));
    }
    if (type instanceof LongType) {
      return row.getLong(i);
    }
    if (type instanceof TimestampType) {
      return PlainRows.time(row.getLong(i));
    }
    if (type instanceof DoubleType) {
      return row.getDouble(i);
    }
    if (type instanceof BooleanType) {
      return row.getBoolean(i);
    }
    if (type instanceof DecimalType) {
      return row.getDecimal(i);
    }
    if (type instanceof BinaryType) {
      return row.getBinary(i);
    }
    throw new IllegalStateException("No table of marketlake has the type " + type);
  }

  private static List<@Nullable Object> array(ArrayValue array) {
    ColumnVector elements = array.getElements();
    return IntStream.range(0, array.getSize())
        .mapToObj(i -> elements.isNullAt(i) ? null : element(elements, i))
        .toList();
  }

  private static Object element(ColumnVector elements, int i) {
    DataType type = elements.getDataType();
    if (type instanceof StructType struct) {
      List<@Nullable Object> values = new ArrayList<>();
      for (int field = 0; field < struct.length(); field++) {
        ColumnVector child = elements.getChild(field);
        values.add(child.isNullAt(i) ? null : element(child, i));
      }
      return values;
    }
    if (type instanceof ArrayType) {
      return array(elements.getArray(i));
    }
    if (type instanceof StringType) {
      return elements.getString(i);
    }
    if (type instanceof DoubleType) {
      return elements.getDouble(i);
    }
    if (type instanceof LongType) {
      return elements.getLong(i);
    }
    if (type instanceof TimestampType) {
      return PlainRows.time(elements.getLong(i));
    }
    if (type instanceof IntegerType) {
      return elements.getInt(i);
    }
    if (type instanceof DateType) {
      return PlainRows.date(elements.getInt(i));
    }
    if (type instanceof BooleanType) {
      return elements.getBoolean(i);
    }
    if (type instanceof DecimalType) {
      return elements.getDecimal(i);
    }
    if (type instanceof BinaryType) {
      return elements.getBinary(i);
    }
    throw new IllegalStateException("No table of marketlake has an array of " + type);
  }
}
