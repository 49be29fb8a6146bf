package io.marketlake.bars;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.marketlake.schema.Coordinate;
import io.marketlake.schema.KafkaPartition;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverWindows;
import io.marketlake.schema.Table;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.collection.JavaConverters;

/**
 * What a step wrote before it was interrupted: the rows that came of events which the ledger does
 * not have. Once none are found there are none any more.
 */
final class InterruptedStep {
  private final BarTables tables;
  private final BarHistory history;
  private final List<String> feeds;
  private boolean isSettled;

  InterruptedStep(BarTables tables, BarHistory history, List<String> feeds) {
    this.tables = tables;
    this.history = history;
    this.feeds = feeds;
  }

  /** Takes the rows out of a step's output that are there already. */
  void leaveOut(Map<Table, Dataset<Row>> output, Ledger ledger, Map<String, Courses> courses) {
    if (isSettled) {
      return;
    }
    List<Table> interrupted =
        output.keySet().stream()
            .filter(table -> !written(table, ledger, courses).isEmpty())
            .toList();
    interrupted.forEach(
        table ->
            output.computeIfPresent(
                table, (t, rows) -> without(t, rows, written(t, ledger, courses))));
    isSettled = interrupted.isEmpty();
  }

  private Dataset<Row> without(Table table, Dataset<Row> rows, Dataset<Row> written) {
    List<String> key = keyOf(table);
    return rows.join(
            written.select(key.stream().map(name -> col(name)).toArray(Column[]::new)),
            JavaConverters.asScalaBuffer(key).toSeq(),
            "left_anti")
        .select(table.select());
  }

  private List<String> keyOf(Table table) {
    if (table.equals(tables.late())) {
      return Coordinate.IDENTITY;
    }
    return table.equals(tables.windows()) ? SilverWindows.KEY : SilverBars.KEY;
  }

  /** The rows of a table that came of events which the ledger does not have. */
  private Dataset<Row> written(Table table, Ledger ledger, Map<String, Courses> courses) {
    boolean isOfFile =
        courses.values().stream()
            .flatMap(ofFeed -> ofFeed.partitions().stream())
            .map(KafkaPartition::parse)
            .anyMatch(partition -> partition.clusterId().equals(Coordinate.BACKFILL));
    return ledger.beyond(
        history
            .written(table)
            .filter(isAsStreamed(table))
            .filter(Coordinate.isStreamed().notEqual(isOfFile))
            .filter(col(SilverBars.SOURCE_FEED).isin(feeds.toArray())));
  }

  private Column isAsStreamed(Table table) {
    return table.equals(tables.late()) ? lit(true) : col(SilverBars.REVISION).equalTo(0);
  }
}
