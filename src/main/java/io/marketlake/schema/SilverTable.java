package io.marketlake.schema;

import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code silver.<feed>}: the valid, typed events of a feed, its columns as the feed declares them.
 */
public final class SilverTable {
  public static final String EVENT_TIME = "event_time";

  /** Columns that every silver table has; a field can't take their names. */
  public static final Set<String> RESERVED =
      Stream.concat(
              Stream.of(
                  BronzeEvents.FEED,
                  BronzeEvents.DAY,
                  EVENT_TIME,
                  BronzeEvents.KNOWN_AT,
                  BronzeEvents.KAFKA_TIME,
                  "origin",
                  QuarantineEvents.FAILED_RULES,
                  QuarantineEvents.REASONS,
                  QuarantineEvents.CLASS),
              Coordinate.COLUMNS.stream().map(Column::name))
          .collect(Collectors.toUnmodifiableSet());

  /** Tables and views of a lake's own; a feed can't take their names. */
  public static final Set<String> TAKEN =
      Set.of("bar_states", "bars", "bars_current", "bars_open", "events", "late", "windows");

  private SilverTable() {}

  public static Table of(Feed feed) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.required(BronzeEvents.DAY, DateType, "UTC day of event_time"));
    columns.add(
        Column.required(
            EVENT_TIME, TimestampType, "when it happened (the feed's " + feed.eventTime() + ")"));
    columns.add(
        Column.required(BronzeEvents.KNOWN_AT, TimestampType, "when the lake could first know it"));
    for (Field field : feed.fields()) {
      if (!field.name().equals(feed.eventTime())) {
        columns.add(
            new Column(field.column(), field.type().dataType(), !field.required(), field.doc()));
      }
    }
    columns.addAll(Coordinate.COLUMNS);
    return new Table(
        "silver",
        feed.name(),
        columns,
        List.of(BronzeEvents.DAY),
        "The valid events of the feed " + feed.name() + ", typed.");
  }
}
