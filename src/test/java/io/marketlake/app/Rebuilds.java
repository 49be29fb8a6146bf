package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestLake;
import io.marketlake.history.BarRebuild;
import io.marketlake.history.BarRebuild.Mode;
import io.marketlake.job.FailPoint;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverWindows;
import io.marketlake.schema.Table;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Rebuilds of a feed's bars, and what the tables say after them. */
final class Rebuilds {
  private final String feed;

  Rebuilds(String feed) {
    this.feed = feed;
  }

  BarRebuild.Result run(TestLake lake, Mode mode, String... from) {
    return run(lake, mode, FailPoint.NONE, from);
  }

  BarRebuild.Result run(TestLake lake, Mode mode, FailPoint failPoint, String... from) {
    return of(lake, failPoint, line -> {})
        .run(mode, Stream.of(from).findFirst().map(LocalDate::parse));
  }

  /** A rebuild that says what it does. */
  BarRebuild of(TestLake lake, FailPoint failPoint, Consumer<String> progress) {
    return new BarRebuild(
        lake.lake(),
        BarLayers.feeds(lake.settings(), List.of(lake.feed(feed))).get(0),
        BarLayers.tables(lake.settings()),
        lake.settings().leases(),
        lake.settings().stream().parallelWrites(),
        progress,
        failPoint);
  }

  /** Is killed when it comes to a point for the first time. */
  void killed(TestLake lake, Mode mode, String point, String... from) {
    ThrowAt failPoint = new ThrowAt(point);
    assertThatThrownBy(() -> run(lake, mode, failPoint, from))
        .as(point)
        .hasMessageContaining(point);
    assertThat(failPoint.fired()).as(point).isPositive();
  }

  static Table barTable(TestLake lake) {
    return BarLayers.tables(lake.settings()).bars();
  }

  static void dropBars(TestLake lake) {
    BarLayers.tables(lake.settings()).all().forEach(lake.lake().tables()::drop);
  }

  /** All revisions of bars. */
  static Dataset<Row> bars(TestLake lake) {
    return lake.lake().tables().read(barTable(lake));
  }

  /** The newest revision of each bar. */
  static Dataset<Row> currentBars(TestLake lake) {
    return current(bars(lake), SilverBars.KEY).filter("trade_count > 0");
  }

  /** The newest revision of each window. */
  static Dataset<Row> currentWindows(TestLake lake) {
    return current(lake.lake().tables().read(SilverWindows.TABLE), SilverWindows.KEY)
        .filter("price_count > 0");
  }

  private static Dataset<Row> current(Dataset<Row> rows, List<String> key) {
    return rows.withColumn(
            "newest",
            functions.expr("max(revision) OVER (PARTITION BY " + String.join(", ", key) + ")"))
        .filter("revision = newest")
        .drop("newest");
  }

  /** What rows say, but for what late events make different from a market without them. */
  static Set<String> values(Dataset<Row> rows) {
    Set<String> other =
        Stream.concat(
                Stream.of(
                    BronzeEvents.KNOWN_AT,
                    BronzeEvents.INGESTED_AT,
                    SilverBars.REVISION,
                    SilverBars.LATE_COUNT,
                    SilverBars.STATE_BEFORE),
                Coordinate.COLUMNS.stream().map(io.marketlake.schema.Column::name))
            .collect(Collectors.toSet());
    List<String> said =
        rows.select(
                Stream.of(rows.columns())
                    .filter(c -> !other.contains(c))
                    .map(functions::col)
                    .toArray(Column[]::new))
            .toJSON()
            .collectAsList();
    assertThat(said).doesNotHaveDuplicates();
    return Set.copyOf(said);
  }

  /** Asserts that every revision of a bar or a window says something else than the one before. */
  static void assertRevisionsDiffer(TestLake lake) {
    assertRevisionsDiffer(bars(lake), SilverBars.KEY);
    assertRevisionsDiffer(lake.lake().tables().read(SilverWindows.TABLE), SilverWindows.KEY);
  }

  private static void assertRevisionsDiffer(Dataset<Row> rows, List<String> key) {
    String values =
        Stream.of(rows.columns())
            .filter(c -> !Set.of(BronzeEvents.INGESTED_AT, SilverBars.REVISION).contains(c))
            .map(c -> "`" + c + "`")
            .collect(Collectors.joining(", "));
    Dataset<Row> repeated =
        rows.withColumn("said", functions.expr("to_json(struct(" + values + "))"))
            .withColumn(
                "before",
                functions.expr(
                    "lag(said) OVER (PARTITION BY "
                        + String.join(", ", key)
                        + " ORDER BY revision)"))
            .withColumn(
                "of_revision",
                functions.expr(
                    "count(*) OVER (PARTITION BY " + String.join(", ", key) + ", revision)"));
    assertThat(repeated.filter("before IS NOT NULL").count()).isPositive();
    assertThat(repeated.filter("said = before OR of_revision > 1").count()).isZero();
  }
}
