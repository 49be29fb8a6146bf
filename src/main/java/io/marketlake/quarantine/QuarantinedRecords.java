package io.marketlake.quarantine;

import static org.apache.spark.sql.functions.arrays_zip;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import io.marketlake.delta.LakeTables;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Corrections;
import io.marketlake.schema.QuarantineEvents;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import scala.collection.JavaConverters;

/**
 * The records of {@link QuarantineEvents} that are open: no correction stands for them. Declared
 * drops are open only where a {@link Selection} asks for them, since nobody waits for these.
 */
public final class QuarantinedRecords {
  private static final String BROKEN = "broken";

  private final LakeTables tables;

  public QuarantinedRecords(LakeTables tables) {
    this.tables = tables;
  }

  /** The open records, as quarantine has them. */
  public Dataset<Row> open(Selection selection) {
    return Corrections.uncorrected(all(selection), corrected());
  }

  /** How many records a correction stands for. */
  public long correctedCount(Selection selection) {
    return all(selection)
        .join(corrected(), JavaConverters.asScalaBuffer(Coordinate.IDENTITY).toSeq(), "left_semi")
        .count();
  }

  private Dataset<Row> all(Selection selection) {
    Dataset<Row> rows = tables.read(QuarantineEvents.TABLE).filter(selection.matches());
    return selection.ofDrops()
        ? rows
        : rows.filter(col(QuarantineEvents.CLASS).notEqual(QuarantineEvents.DROPPED));
  }

  private Dataset<Row> corrected() {
    return Corrections.corrected(tables.read(BronzeEvents.TABLE));
  }

  /**
   * The open records that bronze still has, with their bytes: those of declared drops come from
   * there. Where bronze keeps a record for a shorter time than quarantine, its correction has gone
   * with it, and nothing else tells that there was one. Lines of files of bars, which are no
   * records of the feed, are left out.
   */
  Dataset<Row> replayable(Selection selection) {
    Dataset<Row> open =
        open(selection).filter(col(QuarantineEvents.STAGE).equalTo(QuarantineEvents.OF_SILVER));
    Dataset<Row> bronze =
        tables
            .read(BronzeEvents.TABLE)
            .filter(
                selection
                    .feed()
                    .map(feed -> col(BronzeEvents.FEED).equalTo(feed))
                    .orElseGet(() -> lit(true)));
    if (!selection.ofDrops()) {
      return open.join(
          bronze, JavaConverters.asScalaBuffer(Coordinate.IDENTITY).toSeq(), "left_semi");
    }
    Dataset<Row> bytes =
        bronze.select(
            Stream.concat(
                    Coordinate.IDENTITY.stream(),
                    Stream.of(BronzeEvents.KEY, BronzeEvents.VALUE, BronzeEvents.HEADERS))
                .map(functions::col)
                .toArray(Column[]::new));
    return open.drop(BronzeEvents.KEY, BronzeEvents.VALUE, BronzeEvents.HEADERS)
        .join(bytes, JavaConverters.asScalaBuffer(Coordinate.IDENTITY).toSeq())
        .select(QuarantineEvents.TABLE.select());
  }

  /**
   * How many open records broke a rule on a day: feed, class, rule, day, records, newest (their
   * newest kafka_time) and example (one of the reasons). A record that broke several rules counts
   * for each.
   */
  public Dataset<Row> counts(Selection selection) {
    List<String> keys =
        List.of(BronzeEvents.FEED, QuarantineEvents.CLASS, "rule", BronzeEvents.DAY);
    return open(selection)
        .withColumn(
            BROKEN,
            explode(arrays_zip(col(QuarantineEvents.FAILED_RULES), col(QuarantineEvents.REASONS))))
        .withColumn("rule", col(BROKEN + "." + QuarantineEvents.FAILED_RULES))
        .withColumn("reason", col(BROKEN + "." + QuarantineEvents.REASONS))
        .groupBy(keys.stream().map(functions::col).toArray(Column[]::new))
        .agg(
            count(lit(1)).as("records"),
            max(col(BronzeEvents.KAFKA_TIME)).as("newest"),
            min(col("reason")).as("example"))
        .orderBy(col(BronzeEvents.FEED), col("records").desc(), col("rule"), col(BronzeEvents.DAY));
  }

  /** The newest open records, with their key and value as texts. */
  public Dataset<Row> samples(Selection selection, int most) {
    return open(selection)
        .orderBy(
            col(BronzeEvents.KAFKA_TIME).desc(),
            col(Coordinate.PARTITION),
            col(Coordinate.OFFSET).desc())
        .limit(most)
        .select(
            Stream.of(
                    BronzeEvents.FEED,
                    Coordinate.CLUSTER_ID,
                    Coordinate.TOPIC_ID,
                    Coordinate.TOPIC,
                    Coordinate.PARTITION,
                    Coordinate.OFFSET,
                    BronzeEvents.KAFKA_TIME,
                    QuarantineEvents.CLASS,
                    QuarantineEvents.FAILED_RULES,
                    QuarantineEvents.REASONS,
                    BronzeEvents.KEY,
                    BronzeEvents.VALUE)
                .map(
                    name ->
                        name.equals(BronzeEvents.KEY) || name.equals(BronzeEvents.VALUE)
                            ? functions.decode(col(name), "UTF-8").as(name)
                            : col(name))
                .toArray(Column[]::new));
  }
}
