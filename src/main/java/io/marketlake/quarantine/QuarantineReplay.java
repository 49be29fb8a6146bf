package io.marketlake.quarantine;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.monotonically_increasing_id;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;

import io.marketlake.job.Layer;
import io.marketlake.job.LayerOutput;
import io.marketlake.job.MicroBatch;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Corrections;
import io.marketlake.schema.Feed;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.topology.LayerFill;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * Makes corrections of the open quarantined records of a feed that pass now, by a fix or because
 * rules or fields were declared otherwise. What still fails stays open, so that a second run
 * changes nothing. The corrections get the bytes of the fix, the record's kafka_time and headers,
 * and known_at of the moment at which they are made.
 */
public final class QuarantineReplay {
  private static final int CHANGES = 3;
  private static final String NUMBER = "__number";
  private static final String BEFORE = "__before";

  private final Feed feed;
  private final QuarantinedRecords records;
  private final Layer silver;
  private final List<Layer> further;
  private final Author author;

  /**
   * Who corrects, and why.
   *
   * @param note null where nothing was said
   */
  public record Author(String name, @Nullable String note) {}

  /**
   * A replay of a feed.
   *
   * @param silver judges the corrections; it compares their identities too
   * @param further layers that read silver's rows as they come, and no longer make anything of what
   *     a stream does not bring
   */
  public QuarantineReplay(
      Feed feed, QuarantinedRecords records, Layer silver, List<Layer> further, Author author) {
    this.feed = feed;
    this.records = records;
    this.silver = silver;
    this.further = List.copyOf(further);
    this.author = author;
  }

  /** What would be corrected. Writes nothing. */
  public ReplayResult preview(Selection selection, Optional<Fix> fix, LayerFill fill) {
    Instant now = Instant.now();
    try (var batch = fill.begin(now)) {
      return judged("preview", selection, fix, now, batch).result();
    }
  }

  /** Corrects what passes: all of it, or nothing where it is killed. */
  public ReplayResult run(
      Selection selection, Optional<Fix> fix, LayerFill fill, ReplayPublication publication) {
    Instant now = Instant.now();
    ReplayPlan plan = publication.begin(feed, now);
    try (var batch = fill.begin(now)) {
      Judged judged = judged(plan.id(), selection, fix, now, batch);
      if (judged.result().passing() > 0) {
        return judged.result().without(publication.publish(plan, feed, rows(judged, batch)));
      }
      publication.drop(plan);
      return judged.result();
    }
  }

  /**
   * Records that were judged.
   *
   * @param corrections all of them as bronze would have them, under provisional offsets
   * @param passing silver's rows of those that pass
   */
  private record Judged(Dataset<Row> corrections, Dataset<Row> passing, ReplayResult result) {}

  private Judged judged(
      String id, Selection selection, Optional<Fix> fix, Instant now, MicroBatch batch) {
    Dataset<Row> corrections = batch.keep(corrections(id, selection, fix, now));
    LayerOutput output = silver.apply(corrections, batch);
    LayerFill.requireNoViolations(output);
    Dataset<Row> passing = batch.keep(rowsOf(output, SilverTable.of(feed)));
    Dataset<Row> failing = batch.keep(rowsOf(output, QuarantineEvents.TABLE));
    return new Judged(
        corrections,
        passing,
        new ReplayResult(
            id,
            corrections.count(),
            passing.count(),
            0,
            failures(failing, corrections),
            fix.isPresent() ? changes(corrections) : List.of()));
  }

  private static Dataset<Row> rowsOf(LayerOutput output, Table table) {
    Dataset<Row> rows = output.tables().get(table);
    if (rows == null) {
      throw new IllegalStateException("Nothing was judged for " + table.id());
    }
    return rows;
  }

  /** The open records as corrections of bronze, in the order in which Kafka had them. */
  private Dataset<Row> corrections(String id, Selection selection, Optional<Fix> fix, Instant now) {
    Dataset<Row> open =
        records
            .replayable(selection)
            .withColumn(
                BEFORE, fix.isPresent() ? col(BronzeEvents.VALUE) : lit(null).cast("binary"))
            .withColumn(
                BronzeEvents.CORRECTION,
                struct(
                        Stream.concat(
                                Coordinate.COLUMNS.stream().map(column -> col(column.name())),
                                Stream.of(
                                    lit(author.name()).as(Corrections.MADE_BY),
                                    lit(author.note()).as(Corrections.NOTE),
                                    lit(fix.map(Fix::sql).orElse(null)).as(Corrections.FIX)))
                            .toArray(Column[]::new))
                    .cast(Corrections.TYPE));
    return fix.map(f -> f.apply(open))
        .orElse(open)
        .sort(Coordinate.IDENTITY.stream().map(functions::col).toArray(Column[]::new))
        .withColumn(Coordinate.CLUSTER_ID, lit(Coordinate.CORRECTION))
        .withColumn(Coordinate.TOPIC_ID, lit(id))
        .withColumn(Coordinate.PARTITION, lit(0))
        .withColumn(Coordinate.OFFSET, monotonically_increasing_id())
        .withColumn(BronzeEvents.KNOWN_AT, lit(Timestamp.from(now)))
        .withColumn(BronzeEvents.INGESTED_AT, lit(Timestamp.from(now)))
        .select(
            Stream.concat(Stream.of(BronzeEvents.TABLE.select()), Stream.of(col(BEFORE)))
                .toArray(Column[]::new));
  }

  /** What each table gets, in the order in which it is to be written. */
  private Map<Table, Dataset<Row>> rows(Judged judged, MicroBatch batch) {
    Dataset<Row> numbers =
        batch.keep(
            judged
                .passing()
                .select(
                    col(Coordinate.OFFSET),
                    row_number()
                        .over(Window.orderBy(col(Coordinate.OFFSET)))
                        .minus(1)
                        .cast(DataTypes.LongType)
                        .as(NUMBER)));
    Dataset<Row> accepted = batch.keep(numbered(judged.passing(), numbers, SilverTable.of(feed)));
    Map<Table, Dataset<Row>> rows = new LinkedHashMap<>();
    for (Layer layer : further) {
      layer
          .inputs()
          .forEach(
              (table, stage) -> rows.putAll(layer.apply(stage.apply(accepted), batch).tables()));
    }
    rows.put(SilverTable.of(feed), accepted);
    rows.put(
        BronzeEvents.TABLE,
        batch.keep(numbered(judged.corrections(), numbers, BronzeEvents.TABLE)));
    return rows;
  }

  private static Dataset<Row> numbered(Dataset<Row> rows, Dataset<Row> numbers, Table table) {
    return rows.join(numbers, Coordinate.OFFSET)
        .withColumn(Coordinate.OFFSET, col(NUMBER))
        .select(table.select());
  }

  private static List<ReplayResult.Failure> failures(
      Dataset<Row> failing, Dataset<Row> corrections) {
    Column broken =
        functions.explode(
            functions.arrays_zip(
                col(QuarantineEvents.FAILED_RULES), col(QuarantineEvents.REASONS)));
    List<ReplayResult.Failure> failures = new ArrayList<>();
    for (Row row :
        failing
            .join(
                corrections.select(
                    col(Coordinate.OFFSET), place(BronzeEvents.CORRECTION + ".").as("place")),
                Coordinate.OFFSET)
            .select(col(QuarantineEvents.CLASS), broken.as("broken"), col("place"))
            .groupBy(
                col(QuarantineEvents.CLASS),
                col("broken." + QuarantineEvents.FAILED_RULES).as("rule"))
            .agg(
                functions.count(lit(1)).as("records"),
                functions
                    .min(struct(col("place"), col("broken." + QuarantineEvents.REASONS)))
                    .as("first"))
            .orderBy(col("records").desc(), col("rule"))
            .collectAsList()) {
      Row first = row.getStruct(3);
      failures.add(
          new ReplayResult.Failure(
              row.getString(0),
              row.getString(1),
              row.getLong(2),
              first.getString(1),
              first.getString(0)));
    }
    return failures;
  }

  private static List<ReplayResult.Change> changes(Dataset<Row> corrections) {
    List<ReplayResult.Change> changes = new ArrayList<>();
    for (Row row :
        corrections
            .orderBy(col(Coordinate.OFFSET))
            .limit(CHANGES)
            .select(
                place(BronzeEvents.CORRECTION + "."),
                functions.decode(col(BEFORE), "UTF-8"),
                functions.decode(col(BronzeEvents.VALUE), "UTF-8"))
            .collectAsList()) {
      changes.add(new ReplayResult.Change(row.getString(0), row.getString(1), row.getString(2)));
    }
    return changes;
  }

  /** Where a record is in Kafka, as people write it. */
  private static Column place(String prefix) {
    return functions.format_string(
        "%s-%d@%d",
        col(prefix + Coordinate.TOPIC),
        col(prefix + Coordinate.PARTITION),
        col(prefix + Coordinate.OFFSET));
  }
}
