package io.marketlake.schema;

import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/**
 * The declared type of a feed's field: {@code string}, {@code long}, {@code double}, {@code
 * boolean}, {@code decimal(p,s)}, {@code timestamp}, {@code date} or {@code array<string>}.
 */
public record FieldType(Kind kind, DataType dataType) implements Serializable {
  private static final Pattern DECIMAL = Pattern.compile("decimal\\((\\d{1,3}),\\s*(\\d{1,3})\\)");

  /** How the parser reads it. */
  public enum Kind {
    STRING,
    LONG,
    DOUBLE,
    BOOLEAN,
    DECIMAL,
    TIMESTAMP,
    DATE,
    STRINGS
  }

  /** The type of that name; empty if there is none. */
  public static Optional<FieldType> named(String name) {
    String lower = name.toLowerCase(Locale.ROOT).strip();
    Matcher decimal = DECIMAL.matcher(lower);
    if (decimal.matches()) {
      int precision = Integer.parseInt(decimal.group(1));
      int scale = Integer.parseInt(decimal.group(2));
      return precision < 1 || precision > DecimalType.MAX_PRECISION() || scale > precision
          ? Optional.empty()
          : Optional.of(new FieldType(Kind.DECIMAL, DataTypes.createDecimalType(precision, scale)));
    }
    return Optional.ofNullable(
        switch (lower) {
          case "string" -> new FieldType(Kind.STRING, DataTypes.StringType);
          case "long" -> new FieldType(Kind.LONG, DataTypes.LongType);
          case "double" -> new FieldType(Kind.DOUBLE, DataTypes.DoubleType);
          case "boolean" -> new FieldType(Kind.BOOLEAN, DataTypes.BooleanType);
          case "timestamp" -> new FieldType(Kind.TIMESTAMP, DataTypes.TimestampType);
          case "date" -> new FieldType(Kind.DATE, DataTypes.DateType);
          case "array<string>" ->
              new FieldType(Kind.STRINGS, DataTypes.createArrayType(DataTypes.StringType));
          default -> null;
        });
  }
}
