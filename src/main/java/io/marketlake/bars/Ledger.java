package io.marketlake.bars;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import io.marketlake.schema.Coordinate;
import io.marketlake.schema.KafkaPartition;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBarStates;
import io.marketlake.schema.SilverBars;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How far each Kafka partition of some feeds has come, by the table of states. */
final class Ledger {
  private final List<Progress> progress;

  private Ledger(List<Progress> progress) {
    this.progress = progress;
  }

  /**
   * How far a partition has come.
   *
   * @param newest its newest event time
   */
  record Progress(String feed, KafkaPartition partition, long step, long newest, long lastOffset) {
    private static Progress of(Row row) {
      return new Progress(
          row.getAs(SilverBars.SOURCE_FEED),
          KafkaPartition.of(row),
          row.<Long>getAs(SilverBarStates.STEP),
          Micros.of(row.<Timestamp>getAs(SilverBarStates.NEWEST_EVENT_TIME)),
          row.<Long>getAs(Coordinate.OFFSET));
    }

    private Column has() {
      return partition.matches().and(col(Coordinate.OFFSET).leq(lastOffset));
    }
  }

  static Ledger of(BarHistory history, List<String> feeds) {
    List<Progress> found = new ArrayList<>();
    for (String feed : feeds) {
      history.partitions(feed).collectAsList().forEach(row -> found.add(Progress.of(row)));
    }
    return new Ledger(found);
  }

  /** A partition's progress; empty before its first event. */
  Optional<Progress> of(KafkaPartition partition) {
    return progress.stream().filter(p -> p.partition().equals(partition)).findFirst();
  }

  /** Those of some rows with a coordinate that it has. */
  Dataset<Row> taken(Dataset<Row> rows) {
    return has().map(rows::filter).orElseGet(() -> rows.limit(0));
  }

  /** Those that it does not have. */
  Dataset<Row> beyond(Dataset<Row> rows) {
    return has().map(taken -> rows.filter(not(taken))).orElse(rows);
  }

  private Optional<Column> has() {
    return progress.stream().map(Progress::has).reduce(Column::or);
  }

  /** How far each partition has come, as a text. */
  @Override
  public String toString() {
    return String.join(
        ", ", progress.stream().map(p -> p.partition() + " " + p.lastOffset()).sorted().toList());
  }
}
