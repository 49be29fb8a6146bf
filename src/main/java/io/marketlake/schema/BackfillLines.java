package io.marketlake.schema;

import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import java.util.List;

/** The lines of a file on their way into the lake; removed once they are there. */
public final class BackfillLines {
  public static final String LINE = "line";

  /** To be put in a folder of its own for each file. */
  public static final Table TABLE =
      new Table(
          "staged",
          "lines",
          List.of(
              Column.required(BronzeEvents.DAY, DateType, "UTC day of event_time"),
              Column.required(
                  SilverTable.EVENT_TIME,
                  TimestampType,
                  "when it happened; that of the line before where the line does not say"),
              Column.required(LINE, LongType, "its number in the file, from 0, without a header"),
              Column.required(
                  BronzeEvents.KNOWN_AT, TimestampType, "when the lake could first know it"),
              Column.optional(BronzeEvents.KEY, BinaryType, "the key of a record of it"),
              Column.required(BronzeEvents.VALUE, BinaryType, "the value of a record of it")),
          List.of(BronzeEvents.DAY),
          "The lines of a file that is being loaded.");

  private BackfillLines() {}
}
