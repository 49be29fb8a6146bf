package io.marketlake;

import io.marketlake.schema.Table;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Rows that any table could have by its types: seeded, with nulls, quotes, times in microseconds
 * and decimals of all digits. For readers, who must not care what the rows mean.
 */
public final class SyntheticRows {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 2);
  private static final List<String> TEXTS =
      List.of("AAPL", "it's \"quoted\"", "Zürich 東京 🚀", "", "a, b | c\n", "NULL");

  private SyntheticRows() {}

  /** So many rows of a table; a column is null only where its declaration allows it. */
  public static Dataset<Row> of(Table table, int count) {
    Random random = new Random(table.id().hashCode());
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(
          RowFactory.create(
              table.columns().stream()
                  .map(c -> c.nullable() && random.nextInt(4) == 0 ? null : value(c.type(), random))
                  .toArray()));
    }
    return TestSpark.session().createDataFrame(rows, table.structType());
  }

  private static @Nullable Object value(DataType type, Random random) {
    if (type instanceof StringType) {
      return TEXTS.get(random.nextInt(TEXTS.size()));
    }
    if (type instanceof IntegerType) {
      return random.nextInt(100);
    }
    if (type instanceof LongType) {
      return random.nextLong() >> random.nextInt(60);
    }
    if (type instanceof DoubleType) {
      return random.nextGaussian();
    }
    if (type instanceof BooleanType) {
      return random.nextBoolean();
    }
    if (type instanceof DateType) {
      return Date.valueOf(DAY.plusDays(random.nextInt(3)));
    }
    if (type instanceof TimestampType) {
      return Timestamp.from(
          Instant.parse("2026-03-02T00:00:00Z").plus(random.nextInt(), ChronoUnit.MICROS));
    }
    if (type instanceof DecimalType decimal) {
      int bits = (int) (decimal.precision() * 3.3) - 1;
      return new BigDecimal(new BigInteger(bits, random), decimal.scale());
    }
    if (type instanceof BinaryType) {
      byte[] bytes = new byte[random.nextInt(8)];
      random.nextBytes(bytes);
      return bytes;
    }
    if (type instanceof ArrayType array) {
      List<@Nullable Object> elements = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        elements.add(value(array.elementType(), random));
      }
      return elements;
    }
    if (type instanceof StructType struct) {
      return RowFactory.create(
          Arrays.stream(struct.fields())
              .map((StructField field) -> value(field.dataType(), random))
              .toArray());
    }
    throw new IllegalStateException("No table of marketlake has the type " + type);
  }
}
