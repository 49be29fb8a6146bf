package io.marketlake.silver;

import io.marketlake.schema.Feed;
import io.marketlake.schema.FieldType;
import io.marketlake.schema.TimeFormat;
import java.io.Serializable;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/** What a parser needs to know of a feed, in a form that travels to where the rows are. */
record EventShape(List<Field> fields, String eventTime, ZoneId zone, Duration knownAfter)
    implements Serializable {

  /** A field, without what only SQL needs. */
  record Field(
      String name, String column, FieldType type, boolean required, List<TimeFormat> formats)
      implements Serializable {}

  static EventShape of(Feed feed) {
    return new EventShape(
        feed.fields().stream()
            .map(f -> new Field(f.name(), f.column(), f.type(), f.required(), f.formats()))
            .toList(),
        feed.eventTime(),
        feed.zone(),
        feed.knownAt().delay());
  }

  boolean isEventTime(Field field) {
    return field.name().equals(eventTime);
  }
}
