package io.marketlake.bars;

import static org.apache.spark.sql.functions.col;

import io.marketlake.feature.bar.BarRules;
import io.marketlake.feature.bar.LateEvents;
import io.marketlake.job.MicroBatch;
import io.marketlake.schema.KafkaPartition;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverLate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The two passes over the events of a step: the one that sums up, and that for late events. */
final class ChunkPasses {
  private static final int STEPS_TOGETHER = 20;

  private final Map<String, BarRules> rules;
  private int stepsUntilTried;

  ChunkPasses(Map<String, BarRules> rules) {
    this.rules = rules;
  }

  static BarRules rulesOf(String feed, Map<String, BarRules> rules) {
    BarRules found = rules.get(feed);
    if (found == null) {
      throw new IllegalArgumentException(feed + " makes no bars");
    }
    return found;
  }

  /**
   * A step's events, summed up.
   *
   * @param events planned once, so that the second pass reads the same rows in the same order
   * @param chunks rows of {@link ChunkRows}
   * @param courses what each partition brings, by feed
   */
  record Summed(JavaRDD<Row> events, Dataset<Row> chunks, Map<String, Courses> courses) {}

  /**
   * Sums up rows of {@link Chunk#events} as they come: silver's files have them in Kafka's order,
   * but for packed ones, those of several days, and those of feeds whose events are compared with
   * each other. Where the order turns out to be another one they are brought together first, as are
   * those of some steps more.
   */
  Summed sum(Dataset<Row> events, Ledger ledger, MicroBatch batch) {
    if (stepsUntilTried > 0) {
      stepsUntilTried--;
    } else if (ReadOrder.isThatOfItsSource(events)) {
      JavaRDD<Row> asTheyCome = events.javaRDD();
      Dataset<Row> chunks = chunks(asTheyCome, events.sparkSession(), batch);
      Optional<Map<String, Courses>> courses = courses(chunks, ledger);
      if (courses.isPresent()) {
        return new Summed(asTheyCome, chunks, courses.get());
      }
      stepsUntilTried = STEPS_TOGETHER;
    }
    JavaRDD<Row> together = batch.keep(Chunk.together(events)).javaRDD();
    Dataset<Row> chunks = chunks(together, events.sparkSession(), batch);
    return new Summed(
        together,
        chunks,
        courses(chunks, ledger)
            .orElseThrow(() -> new IllegalStateException("Events came twice in one step")));
  }

  private Dataset<Row> chunks(JavaRDD<Row> events, SparkSession spark, MicroBatch batch) {
    return batch.keep(
        spark.createDataFrame(events.mapPartitions(new ChunkRows(rules)), ChunkRows.TYPE));
  }

  /**
   * What each partition brings, by feed; empty where the pieces of one overlap, so that its events
   * are in no order.
   */
  private Optional<Map<String, Courses>> courses(Dataset<Row> chunks, Ledger ledger) {
    Map<String, Courses> courses = new TreeMap<>();
    Map<String, Long> last = new HashMap<>();
    List<Row> inOrder =
        new ArrayList<>(chunks.filter(col(SilverBars.SYMBOL).isNull()).collectAsList());
    if (inOrder.stream().anyMatch(ChunkRows::saysDisorder)) {
      return Optional.empty();
    }
    inOrder.sort(Comparator.comparingLong(row -> row.<Long>getAs(ChunkRows.FIRST)));
    for (Row row : inOrder) {
      String feed = row.getAs(SilverBars.SOURCE_FEED);
      String partition = row.getAs(Chunk.KAFKA_PARTITION);
      long before = last.getOrDefault(feed + " " + partition, Long.MIN_VALUE);
      if (row.<Long>getAs(ChunkRows.FIRST) <= before) {
        return Optional.empty();
      }
      last.put(feed + " " + partition, row.getAs(ChunkRows.LAST));
      courses
          .computeIfAbsent(feed, name -> new Courses(rulesOf(name, rules)))
          .add(
              partition,
              ledger
                  .of(KafkaPartition.parse(partition))
                  .map(Ledger.Progress::newest)
                  .orElse(Long.MIN_VALUE),
              row.getAs(ChunkRows.SUMMARY));
    }
    return Optional.of(courses);
  }

  /**
   * The late events of a step; empty where it has none.
   *
   * @param steps rows of {@link StepRows}
   * @throws IllegalStateException unless they are as many as the first pass says: bars would lack
   *     events that nothing names
   */
  Optional<Dataset<Row>> late(Summed summed, Dataset<Row> steps, MicroBatch batch) {
    Map<LateRows.Place, Map<LateEvents.Begin, LateEvents.Before>> late = new HashMap<>();
    long expected = 0;
    for (Row row : StepRows.late(steps).collectAsList()) {
      expected += row.<Long>getAs(StepRows.LATE_EVENTS);
      late.computeIfAbsent(
              new LateRows.Place(
                  row.getAs(SilverBars.SOURCE_FEED), row.getAs(StepRows.LATE_PARTITION)),
              place -> new HashMap<>())
          .put(
              new LateEvents.Begin(row.getAs(SilverBars.SYMBOL), row.getAs(StepRows.LATE_FIRST)),
              new LateEvents.Before(
                  row.getAs(StepRows.LATE_NEWEST), row.getAs(StepRows.LATE_CLOSED)));
    }
    if (late.isEmpty()) {
      return Optional.empty();
    }
    Dataset<Row> rows =
        batch.keep(
            steps
                .sparkSession()
                .createDataFrame(
                    summed
                        .events()
                        .mapPartitions(
                            new LateRows(rules, summed.courses(), late, batch.plannedAt())),
                    SilverLate.TABLE.structType()));
    long found = rows.count();
    if (found != expected) {
      throw new IllegalStateException(
          "%d events came late, of which %d were found".formatted(expected, found));
    }
    return Optional.of(rows);
  }
}
