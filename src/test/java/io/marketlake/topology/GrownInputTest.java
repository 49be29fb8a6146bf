package io.marketlake.topology;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.BronzeRows;
import io.marketlake.TestSpark;
import io.marketlake.delta.Commit;
import io.marketlake.delta.Lake;
import io.marketlake.error.PipelineException;
import io.marketlake.job.Layer;
import io.marketlake.job.LayerOutput;
import io.marketlake.job.MicroBatch;
import io.marketlake.job.Stage;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Column;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Table;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A query whose input gets a column while it runs: the job that reads it may be started before or
 * after the one that writes it.
 *
 * <p>Tier: CI.
 */
class GrownInputTest {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 2);

  /** Bronze as a later release has it. */
  private static final Table GROWN =
      with(BronzeEvents.TABLE, new Column("remark", DataTypes.StringType, true, "of a later one"));

  @TempDir private Path folder;

  private static Table with(Table table, Column column) {
    List<Column> columns = new ArrayList<>(table.columns());
    columns.add(column);
    return new Table(table.layer(), table.name(), columns, table.partitionedBy(), table.doc());
  }

  /** Copies coordinates and remarks. */
  private static final class Copies implements Layer {
    static final Table TABLE = new Table("gold", "copies", columns(), List.of(), "copies");

    private static List<Column> columns() {
      List<Column> columns = new ArrayList<>(Coordinate.COLUMNS);
      columns.add(new Column(BronzeEvents.KNOWN_AT, DataTypes.TimestampType, true, "known"));
      columns.add(new Column("remark", DataTypes.StringType, true, "remark"));
      return columns;
    }

    @Override
    public String name() {
      return "copies";
    }

    @Override
    public List<String> feeds() {
      return List.of("ticks");
    }

    @Override
    public Map<Table, Stage> inputs() {
      return Map.of(GROWN, rows -> rows);
    }

    @Override
    public List<Table> outputs() {
      return List.of(TABLE);
    }

    @Override
    public LayerOutput apply(Dataset<Row> input, MicroBatch batch) {
      return new LayerOutput(Map.of(TABLE, input.select(TABLE.select())), Optional.empty());
    }
  }

  @Test
  void aReaderStartsBeforeItsInputHasAColumnAndIsStoppedOnceWhenItGetsIt() {
    Lake lake =
        Lake.open(TestSpark.session(), LakeLocation.of(folder.toString(), S3Settings.AMAZON));
    lake.tables().ensure(BronzeEvents.TABLE);
    append(lake, BronzeEvents.TABLE, 0);

    try (LayerQuery query = start(lake)) {
      append(lake, BronzeEvents.TABLE, 1);
      query.drain();
      assertThat(remarks(lake)).containsExactly("0 null", "1 null");

      lake.tables().ensure(GROWN);
      append(lake, GROWN, 2);
      assertThatThrownBy(query::drain)
          .isInstanceOf(PipelineException.class)
          .hasMessage(
              "copies was stopped, because a table that it reads (bronze.events) got another"
                  + " column, as one that was declared; start it again, or let its supervisor do"
                  + " so: it goes on where it was.");
    }

    try (LayerQuery query = start(lake)) {
      query.drain();
      append(lake, GROWN, 3);
      query.drain();
      assertThat(remarks(lake)).containsExactly("0 null", "1 null", "2 two", "3 two");
      assertThat(query.await(Duration.ofMillis(1))).as("the query ended").isFalse();
    }
  }

  private static LayerQuery start(Lake lake) {
    return new LayerQuery.Builder(TestSpark.session(), lake)
        .settings(new StreamSettings(Duration.ZERO, 1000, 1))
        .layer(new Copies())
        .start();
  }

  private static void append(Lake lake, Table table, long offset) {
    Dataset<Row> rows = BronzeRows.of("ticks", DAY, offset, "{}");
    lake.tables()
        .append(
            table,
            table.equals(GROWN)
                ? rows.withColumn("remark", org.apache.spark.sql.functions.lit("two"))
                : rows,
            new Commit("bronze-test", offset, "from " + offset));
  }

  private static List<String> remarks(Lake lake) {
    return lake
        .tables()
        .read(Copies.TABLE)
        .orderBy(col("`offset`"))
        .selectExpr("concat(offset, ' ', coalesce(remark, 'null')) AS remark")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
