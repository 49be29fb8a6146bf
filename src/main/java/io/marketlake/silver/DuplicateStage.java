package io.marketlake.silver;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.when;

import io.marketlake.job.Stage;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.Rule;
import io.marketlake.schema.SilverTable;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.CoGroupFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;

/**
 * Compares the events of a feed with each other and with those accepted before, by a uniqueness
 * rule or the feed's identity. Rows that another rule rejects are compared with none.
 *
 * <p>Where the rule rejects: of the events with the same values and at most its span of event time
 * between them, the first accepted one stays, and each other gets the failed rule and the class
 * duplicate, or dropped. Within the rows, first means by Kafka partition and offset; an event
 * accepted in earlier rows comes before all of them. An event that is itself among the accepted
 * (its micro-batch is tried again) is no repeat, and neither is a correction, which was compared
 * when it was made. What came through Kafka is compared with what came so and with corrections,
 * what a file brings with all.
 *
 * <p>Where it only warns or fails, all stay, and the rule's name is added to {@link
 * RuleStage#WARNED} or {@link RuleStage#VIOLATED} of each that has the values of an event at a
 * lower offset of its own Kafka partition, within the span. One row in, one row out.
 */
final class DuplicateStage implements Stage {
  private static final String GROUP = "__identity_group";

  /** How groups begin of rows that are compared with none; those of values begin with a digit. */
  private static final String UNCHECKED = "-";

  /** Rows that are compared with none are spread over so many groups. */
  private static final int UNCHECKED_GROUPS = 64;

  private final Rule rule;
  private final Dataset<Row> accepted;
  private final boolean comparesCorrections;

  /**
   * Of a rule.
   *
   * @param accepted rows of the feed's silver table, at least those within the rule's span
   */
  DuplicateStage(Rule rule, Dataset<Row> accepted) {
    this(rule, accepted, false);
  }

  private DuplicateStage(Rule rule, Dataset<Row> accepted, boolean comparesCorrections) {
    this.rule = rule;
    this.accepted = accepted;
    this.comparesCorrections = comparesCorrections;
  }

  /** One that marks corrections too. */
  DuplicateStage comparingCorrections() {
    return new DuplicateStage(rule, accepted, true);
  }

  /** Of rows of silver, the columns that a rule compares by. */
  static Dataset<Row> compared(Dataset<Row> accepted, Rule rule) {
    return accepted.select(
        Stream.of(
                UniqueRules.expectation(rule).columns().stream(),
                Stream.of(SilverTable.EVENT_TIME),
                Coordinate.COLUMNS.stream().map(io.marketlake.schema.Column::name))
            .flatMap(names -> names)
            .distinct()
            .map(name -> col("`" + name + "`"))
            .toArray(Column[]::new));
  }

  @Override
  public Dataset<Row> apply(Dataset<Row> rows) {
    StructType type = rows.schema();
    List<Column> columns =
        UniqueRules.expectation(rule).columns().stream().map(c -> col("`" + c + "`")).toList();
    Column isComplete = columns.stream().map(Column::isNotNull).reduce(Column::and).orElseThrow();
    Dataset<Row> grouped =
        rows.withColumn(
            GROUP,
            when(
                    col(QuarantineEvents.CLASS)
                        .isNull()
                        .and(isComplete)
                        .and(comparesCorrections ? lit(true) : not(Coordinate.isCorrection())),
                    group(columns))
                .otherwise(
                    concat(
                        lit(UNCHECKED),
                        pmod(col("`" + Coordinate.OFFSET + "`"), lit(UNCHECKED_GROUPS))
                            .cast("string"))));
    Dataset<Row> before =
        accepted
            .filter(isComplete)
            .select(
                group(columns).as(GROUP),
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
            before.groupByKey(group, Encoders.STRING()),
            new MarkRepeats(type, rule),
            Encoders.row(type));
  }

  /** The values in one text; a length before each keeps neighbours apart. */
  private static Column group(List<Column> columns) {
    List<Column> parts = new ArrayList<>();
    for (Column column : columns) {
      Column text = column.cast("string");
      parts.add(length(text).cast("string"));
      parts.add(lit("="));
      parts.add(text);
    }
    return concat(parts.toArray(Column[]::new));
  }

  /** An event: when it happened and where it stands. */
  private record Event(
      Instant time, String clusterId, String topicId, String topic, int partition, long offset) {
    /**
     * Lines of files come after Kafka's records. Topics of one name, one after the other, are told
     * apart so that the order is total.
     */
    static final Comparator<Event> KAFKA_ORDER =
        Comparator.comparing((Event event) -> event.clusterId().equals(Coordinate.BACKFILL))
            .thenComparingInt(Event::partition)
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

    /** Its Kafka partition. */
    String lane() {
      return OffsetRange.placeOf(clusterId, topicId, partition);
    }

    /** What a stream accepts does not depend on when a file was loaded. */
    boolean isJudgedBy(Event other) {
      return !other.clusterId.equals(Coordinate.BACKFILL)
          || clusterId.equals(Coordinate.BACKFILL)
          || clusterId.equals(Coordinate.CORRECTION);
    }

    String place() {
      return topic + "-" + partition + "@" + offset;
    }
  }

  /** Marks the repeats among the rows of the same values. */
  static final class MarkRepeats implements CoGroupFunction<String, Row, Row, Row> {
    private static final long serialVersionUID = 1L;

    private final StructType type;
    private final String rule;
    private final String what;
    private final Rule.Action action;
    private final Duration within;

    MarkRepeats(StructType type, Rule rule) {
      this.type = type;
      this.rule = rule.name();
      this.what =
          rule.name().equals(Rule.IDENTITY)
              ? "id"
              : String.join(", ", UniqueRules.expectation(rule).columns());
      this.action = rule.action();
      this.within = UniqueRules.expectation(rule).within();
    }

    @Override
    public Iterator<Row> call(String group, Iterator<Row> rows, Iterator<Row> accepted) {
      if (group.startsWith(UNCHECKED)) {
        return new Unchecked(rows, this);
      }
      List<Event> before = new ArrayList<>();
      accepted.forEachRemaining(row -> before.add(Event.of(row)));
      List<Row> ordered = new ArrayList<>();
      rows.forEachRemaining(ordered::add);
      ordered.sort(Comparator.comparing(Event::of, Event.KAFKA_ORDER));
      return (action.rejects() ? rejected(ordered, before) : noted(ordered, before)).iterator();
    }

    private List<Row> rejected(List<Row> ordered, List<Event> accepted) {
      Set<Event> places = new TreeSet<>(Event.KAFKA_ORDER);
      NavigableMap<Instant, List<Event>> byTime = new TreeMap<>();
      for (Event event : accepted) {
        places.add(event);
        byTime.computeIfAbsent(event.time(), time -> new ArrayList<>()).add(event);
      }
      List<Row> marked = new ArrayList<>(ordered.size());
      for (Row row : ordered) {
        Event event = Event.of(row);
        Event earlier = places.contains(event) ? null : earlier(event, byTime);
        marked.add(output(row, earlier));
        if (earlier == null && places.add(event)) {
          byTime.computeIfAbsent(event.time(), time -> new ArrayList<>()).add(event);
        }
      }
      return marked;
    }

    /** Of several events that it repeats, the one that is first in Kafka, in whatever order. */
    private @Nullable Event earlier(Event event, NavigableMap<Instant, List<Event>> byTime) {
      return byTime
          .subMap(event.time().minus(within), true, event.time().plus(within), true)
          .values()
          .stream()
          .flatMap(List::stream)
          .filter(event::isJudgedBy)
          .min(Event.KAFKA_ORDER)
          .orElse(null);
    }

    /**
     * Only an event's own partition tells for sure what was before it, in whatever micro-batches
     * and however often they are tried.
     */
    private List<Row> noted(List<Row> ordered, List<Event> accepted) {
      Map<String, TreeMap<Long, Event>> lanes = new HashMap<>();
      Stream.concat(accepted.stream(), ordered.stream().map(Event::of))
          .forEach(e -> lanes.computeIfAbsent(e.lane(), l -> new TreeMap<>()).put(e.offset(), e));
      Map<Long, Row> waiting = new HashMap<>();
      List<Row> marked = new ArrayList<>(ordered.size());
      for (Map.Entry<String, TreeMap<Long, Event>> lane : lanes.entrySet()) {
        waiting.clear();
        ordered.stream()
            .filter(row -> Event.of(row).lane().equals(lane.getKey()))
            .forEach(row -> waiting.put(Event.of(row).offset(), row));
        TreeMap<Instant, Event> byTime = new TreeMap<>();
        for (Event event : lane.getValue().values()) {
          Row row = waiting.get(event.offset());
          if (row != null) {
            Map.Entry<Instant, Event> near = byTime.ceilingEntry(event.time().minus(within));
            boolean isRepeat = near != null && !near.getKey().isAfter(event.time().plus(within));
            marked.add(output(row, isRepeat ? near.getValue() : null));
          }
          byTime.putIfAbsent(event.time(), event);
        }
      }
      return marked;
    }

    /** An array as Spark's row encoder wants it. */
    private static scala.collection.Seq<String> texts(String text) {
      return JavaConverters.asScalaBuffer(List.of(text)).toSeq();
    }

    /** The row as it came but for its group, marked where an earlier event has its values. */
    Row output(Row row, @Nullable Event earlier) {
      @Nullable Object[] values = new Object[type.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = row.get(i);
      }
      if (earlier != null) {
        mark(row, values, earlier);
      }
      return RowFactory.create(values);
    }

    private void mark(Row row, @Nullable Object[] values, Event earlier) {
      if (action.rejects()) {
        values[type.fieldIndex(QuarantineEvents.CLASS)] =
            action == Rule.Action.DROP ? QuarantineEvents.DROPPED : QuarantineEvents.DUPLICATE;
        values[type.fieldIndex(QuarantineEvents.FAILED_RULES)] = texts(rule);
        values[type.fieldIndex(QuarantineEvents.REASONS)] =
            texts("the same " + what + " came before, at " + earlier.place());
        return;
      }
      int column =
          type.fieldIndex(action == Rule.Action.WARN ? RuleStage.WARNED : RuleStage.VIOLATED);
      List<String> names = new ArrayList<>(row.<String>getList(column));
      names.add(rule);
      values[column] = JavaConverters.asScalaBuffer(names).toSeq();
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
