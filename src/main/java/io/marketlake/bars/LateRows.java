package io.marketlake.bars;

import io.marketlake.feature.bar.BarRules;
import io.marketlake.feature.bar.LateEvents;
import io.marketlake.feature.bar.PartitionCourse;
import io.marketlake.feature.bar.PriceEvent;
import io.marketlake.schema.KafkaPartition;
import io.marketlake.schema.SilverLate;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * The second pass over chunks in which there are late events: rows of {@link PriceStage} as {@link
 * ChunkRows} took them -> rows of {@link SilverLate}.
 */
final class LateRows implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  private final Map<String, BarRules> rules;
  private final Map<String, Courses> courses;

  /** By feed, partition and symbol: how far it had come before the chunk that begins there. */
  private final Map<String, Map<String, Map<String, Map<Long, LateEvents.Before>>>> late;

  private final Instant plannedAt;

  LateRows(
      Map<String, BarRules> rules,
      Map<String, Courses> courses,
      Map<String, Map<String, Map<String, Map<Long, LateEvents.Before>>>> late,
      Instant plannedAt) {
    this.rules = rules;
    this.courses = courses;
    this.late = late;
    this.plannedAt = plannedAt;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    List<Row> found = new ArrayList<>();
    Map<String, Map<String, PartitionCourse>> read = new HashMap<>();
    ChunkRows.Events events = null;
    Row last = null;
    LateEvents pass = null;
    while (rows.hasNext()) {
      Row row = rows.next();
      if (events == null) {
        events = new ChunkRows.Events(row.schema());
      }
      PriceEvent event = events.of(row);
      if (last == null || !events.together(last, row)) {
        pass = pass(events.feed(row), KafkaPartition.of(row).toString(), event.offset(), read);
      }
      last = row;
      LateEvents.Late judged = pass == null ? null : pass.next(event);
      if (judged != null) {
        found.add(row(events.feed(row), KafkaPartition.of(row), event, judged));
      }
    }
    return found.iterator();
  }

  private @Nullable LateEvents pass(
      String feed, String partition, long first, Map<String, Map<String, PartitionCourse>> read) {
    Map<String, Map<Long, LateEvents.Before>> symbols =
        late.getOrDefault(feed, Map.of()).get(partition);
    BarRules ofFeed = rules.get(feed);
    Courses known = courses.get(feed);
    if (symbols == null || ofFeed == null || known == null) {
      return null;
    }
    PartitionCourse course = read.computeIfAbsent(feed, f -> known.read(ofFeed)).get(partition);
    return course == null ? null : new LateEvents(ofFeed, course.newestBefore(first), symbols);
  }

  private Row row(String feed, KafkaPartition partition, PriceEvent event, LateEvents.Late judged) {
    return RowFactory.create(
        BarRows.day(event.time()),
        BarRows.timestamp(event.time()),
        BarRows.timestamp(event.knownAt()),
        feed,
        event.symbol(),
        BarRows.timestamp(judged.start()),
        TimeUnit.MICROSECONDS.toMillis(judged.behind()),
        judged.bySymbol() ? SilverLate.BY_SYMBOL : SilverLate.BY_PARTITION,
        Timestamp.from(plannedAt),
        partition.clusterId(),
        partition.topicId(),
        partition.topic(),
        partition.partition(),
        event.offset());
  }
}
