package io.marketlake.silver;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.marketlake.job.Stage;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Feed;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.SilverTable;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.CoGroupFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;

/**
 * Marks the repeats of a feed whose events carry the producer's id: of the events with one id and
 * at most 24 hours of event time between them, the first accepted one stays, and each other gets
 * the failed rule {@code identity} and the class duplicate. Within the rows, first means by Kafka
 * partition and offset; an event accepted in earlier rows comes before all of them. An event that
 * is itself among the accepted (its micro-batch is tried again) is no repeat, and neither is a
 * correction, which was compared when it was made. What came through Kafka is compared with what
 * came so and with corrections, what a file brings with all. One row in, one row out.
 */
final class DuplicateStage implements Stage {
  private static final Duration WINDOW = Duration.ofHours(24);
  private static final String GROUP = "__identity_group";
  private static final String UNCHECKED = "";

  private final String identity;
  private final Dataset<Row> accepted;
  private final boolean comparesCorrections;

  DuplicateStage(Feed feed, Dataset<Row> accepted) {
    this(feed.identityColumn().orElseThrow(), accepted, false);
  }

  private DuplicateStage(String identity, Dataset<Row> accepted, boolean comparesCorrections) {
    this.identity = identity;
    this.accepted = accepted;
    this.comparesCorrections = comparesCorrections;
  }

  /** One that marks corrections too. */
  DuplicateStage comparingCorrections() {
    return new DuplicateStage(identity, accepted, true);
  }

  @Override
  public Dataset<Row> apply(Dataset<Row> rows) {
    StructType type = rows.schema();
    Dataset<Row> grouped =
        rows.withColumn(
            GROUP,
            when(
                    col(QuarantineEvents.CLASS)
                        .isNull()
                        .and(col(identity).isNotNull())
                        .and(comparesCorrections ? lit(true) : not(Coordinate.isCorrection())),
                    concat(lit("="), col(identity).cast("string")))
                .otherwise(lit(UNCHECKED)));
    Dataset<Row> before =
        accepted.select(
            concat(lit("="), col(identity).cast("string")).as(GROUP),
            col(SilverTable.EVENT_TIME),
            col(Coordinate.CLUSTER_ID),
            col(Coordinate.TOPIC_ID),
            col(Coordinate.TOPIC),
            col(Coordinate.PARTITION),
            col(Coordinate.OFFSET));
    MapFunction<Row, String> group = row -> row.getAs(GROUP);
    return grouped
        .groupByKey(group, Encoders.STRING())
        .cogroup(
            before.groupByKey(group, Encoders.STRING()), new MarkRepeats(type), Encoders.row(type));
  }

  /** An event: when it happened and where it stands. */
  private record Event(
      Instant time, String clusterId, String topicId, String topic, int partition, long offset) {
    /** Topics of one name, one after the other, are told apart so that the order is total. */
    static final Comparator<Event> KAFKA_ORDER =
        Comparator.comparingInt(Event::partition)
            .thenComparingLong(Event::offset)
            .thenComparing(Event::topicId)
            .thenComparing(Event::clusterId);

    static Event of(Row row) {
      Object time = row.getAs(SilverTable.EVENT_TIME);
      return new Event(
          time instanceof Timestamp t ? t.toInstant() : (Instant) time,
          row.getAs(Coordinate.CLUSTER_ID),
          row.getAs(Coordinate.TOPIC_ID),
          row.getAs(Coordinate.TOPIC),
          row.<Integer>getAs(Coordinate.PARTITION),
          row.<Long>getAs(Coordinate.OFFSET));
    }

    boolean isNear(Event other) {
      return Duration.between(time, other.time).abs().compareTo(WINDOW) <= 0;
    }

    /** What a stream accepts does not depend on when a file was loaded. */
    boolean isJudgedBy(Event other) {
      return !other.clusterId.equals(Coordinate.BACKFILL)
          || clusterId.equals(Coordinate.BACKFILL)
          || clusterId.equals(Coordinate.CORRECTION);
    }

    boolean isAt(Event other) {
      return KAFKA_ORDER.compare(this, other) == 0;
    }

    String place() {
      return topic + "-" + partition + "@" + offset;
    }
  }

  /** Marks the repeats among the rows of one id. */
  static final class MarkRepeats implements CoGroupFunction<String, Row, Row, Row> {
    private static final long serialVersionUID = 1L;

    private final StructType type;

    MarkRepeats(StructType type) {
      this.type = type;
    }

    @Override
    public Iterator<Row> call(String group, Iterator<Row> rows, Iterator<Row> accepted) {
      if (group.equals(UNCHECKED)) {
        return new Unchecked(rows, this);
      }
      List<Event> first = new ArrayList<>();
      accepted.forEachRemaining(row -> first.add(Event.of(row)));
      List<Row> ordered = new ArrayList<>();
      rows.forEachRemaining(ordered::add);
      ordered.sort(Comparator.comparing(Event::of, Event.KAFKA_ORDER));
      List<Row> marked = new ArrayList<>(ordered.size());
      for (Row row : ordered) {
        Event event = Event.of(row);
        Event earlier = earlier(event, first);
        marked.add(output(row, earlier));
        if (earlier == null) {
          first.add(event);
        }
      }
      return marked.iterator();
    }

    /** Of several events that it repeats, the one that is first in Kafka, in whatever order. */
    private static @Nullable Event earlier(Event event, List<Event> first) {
      if (first.stream().anyMatch(event::isAt)) {
        return null;
      }
      return first.stream()
          .filter(event::isNear)
          .filter(event::isJudgedBy)
          .min(Event.KAFKA_ORDER)
          .orElse(null);
    }

    /** An array as Spark's row encoder wants it. */
    private static scala.collection.Seq<String> texts(String text) {
      return JavaConverters.asScalaBuffer(List.of(text)).toSeq();
    }

    /** The row as it came but for its group, marked where an earlier event has its id. */
    Row output(Row row, @Nullable Event earlier) {
      Object[] values = new Object[type.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = row.get(i);
      }
      if (earlier != null) {
        values[type.fieldIndex(QuarantineEvents.CLASS)] = QuarantineEvents.DUPLICATE;
        values[type.fieldIndex(QuarantineEvents.FAILED_RULES)] = texts("identity");
        values[type.fieldIndex(QuarantineEvents.REASONS)] =
            texts("the same id came before, at " + earlier.place());
      }
      return RowFactory.create(values);
    }
  }

  /** Passes on rows that no id is compared for, one at a time. */
  private record Unchecked(Iterator<Row> rows, MarkRepeats marks) implements Iterator<Row> {
    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public Row next() {
      return marks.output(rows.next(), null);
    }
  }
}
