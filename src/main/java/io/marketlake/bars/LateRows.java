package io.marketlake.bars;

import io.marketlake.feature.bar.BarRules;
import io.marketlake.feature.bar.LateEvents;
import io.marketlake.feature.bar.PriceEvent;
import io.marketlake.schema.KafkaPartition;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverLate;
import java.io.Serializable;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * The second pass over pieces of chunks in which there are late events: rows of {@link
 * Chunk#events}, as {@link ChunkRows} took them -> rows of {@link SilverLate}.
 */
final class LateRows implements FlatMapFunction<Iterator<Row>, Row> {
  private static final long serialVersionUID = 1L;

  private final Map<String, BarRules> rules;
  private final Map<String, Courses> courses;
  private final Map<Place, Map<LateEvents.Begin, LateEvents.Before>> late;
  private final Instant plannedAt;

  /**
   * A pass.
   *
   * @param late where there are late events, and how far their symbols had come before
   */
  LateRows(
      Map<String, BarRules> rules,
      Map<String, Courses> courses,
      Map<Place, Map<LateEvents.Begin, LateEvents.Before>> late,
      Instant plannedAt) {
    this.rules = rules;
    this.courses = courses;
    this.late = late;
    this.plannedAt = plannedAt;
  }

  /** A Kafka partition of a feed, by its text. */
  record Place(String feed, String partition) implements Serializable {}

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    List<Row> found = new ArrayList<>();
    Pieces<Optional<LateEvents>> passes = new Pieces<>(this::pass);
    boolean inOrder =
        passes.take(
            rows,
            (chunk, event, pass) ->
                pass.map(of -> of.next(event))
                    .ifPresent(judged -> found.add(row(chunk, event, judged))));
    if (!inOrder) {
      throw new IllegalStateException("rows that were summed up in order have none");
    }
    return found.iterator();
  }

  /** The pass over a piece that begins with an offset; empty where nothing in it is late. */
  private Optional<LateEvents> pass(Chunk chunk, long first) {
    Map<LateEvents.Begin, LateEvents.Before> begins =
        late.get(new Place(chunk.feed(), chunk.partition()));
    BarRules ofFeed = rules.get(chunk.feed());
    Courses known = courses.get(chunk.feed());
    if (begins == null || ofFeed == null || known == null) {
      return Optional.empty();
    }
    return Optional.ofNullable(known.read().get(chunk.partition()))
        .map(course -> new LateEvents(ofFeed, course.newestBefore(first), begins));
  }

  private Row row(Chunk chunk, PriceEvent event, LateEvents.Late judged) {
    List<@Nullable Object> values = new ArrayList<>();
    values.addAll(
        Arrays.asList(
            Micros.day(event.time()),
            Micros.timestamp(event.time()),
            Micros.timestamp(event.knownAt()),
            chunk.feed(),
            event.symbol(),
            Micros.timestamp(judged.start()),
            TimeUnit.MICROSECONDS.toMillis(judged.behind()),
            judged.bySymbol() ? SilverLate.BY_SYMBOL : SilverLate.BY_PARTITION,
            Timestamp.from(plannedAt)));
    BarRows.addCoordinate(values, KafkaPartition.parse(chunk.partition()), event.offset());
    return RowFactory.create(values.toArray());
  }
}
