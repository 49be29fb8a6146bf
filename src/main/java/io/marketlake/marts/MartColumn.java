package io.marketlake.marts;

import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Column;
import org.apache.spark.sql.types.DataType;

/**
 * A column of a mart.
 *
 * @param unit its unit, such as {@code shares}; {@code -} for none
 * @param meaning what it says, and when it is null
 * @param source the columns that it comes from
 */
public record MartColumn(String name, DataType type, String unit, String meaning, String source) {
  /** What {@link #unit} is where there is none. */
  public static final String NO_UNIT = "-";

  Column column() {
    // A mart is kept by days: a row without one is refused.
    return new Column(name, type, !name.equals(BronzeEvents.DAY), meaning)
        .in(unit.equals(NO_UNIT) ? "" : unit)
        .from(source);
  }
}
