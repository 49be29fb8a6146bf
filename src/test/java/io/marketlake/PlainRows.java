package io.marketlake;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** Rows as text that says all of them, so that two readers of a table can be compared. */
public final class PlainRows {
  private PlainRows() {}

  /** Spark's rows, in their order. */
  public static List<String> of(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(row -> line(values(row))).toList();
  }

  /** A row, given its values: plain Java objects, and lists of such. */
  public static String line(List<@Nullable Object> values) {
    return values.stream().map(PlainRows::text).collect(Collectors.joining(" | "));
  }

  static Instant time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  static LocalDate date(long epochDay) {
    return LocalDate.ofEpochDay(epochDay);
  }

  private static List<@Nullable Object> values(Row row) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      values.add(value(row.get(i)));
    }
    return values;
  }

  private static @Nullable Object value(@Nullable Object value) {
    if (value instanceof Row row) {
      return values(row);
    }
    if (value instanceof Seq<?> seq) {
      return JavaConverters.seqAsJavaList(seq).stream().map(PlainRows::value).toList();
    }
    if (value instanceof Timestamp time) {
      return time.toInstant();
    }
    return value instanceof Date date ? date.toLocalDate() : value;
  }

  private static String text(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(PlainRows::text).collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    return value == null
        ? "null"
        : value instanceof String text ? "'" + text + "'" : value.toString();
  }
}
