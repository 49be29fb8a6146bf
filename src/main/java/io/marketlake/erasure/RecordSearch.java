package io.marketlake.erasure;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import io.marketlake.delta.LakeTables;
import io.marketlake.error.RemovalErrors;
import io.marketlake.job.SqlMistake;
import io.marketlake.job.Stage;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.Corrections;
import io.marketlake.schema.Feed;
import io.marketlake.schema.Field;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import scala.collection.JavaConverters;

/**
 * Finds the records of a feed that fulfil a condition: in silver, and by reading the values that
 * bronze and quarantine have, since a record that was rejected or dropped has no row in silver.
 */
final class RecordSearch {
  private final LakeTables tables;
  private final Feed feed;
  private final Stage parsed;
  private final Column condition;

  /**
   * A search.
   *
   * @param parsed turns rows of bronze into the feed's columns
   * @param text SQL over these columns, {@code event_time} and the coordinate
   * @throws io.marketlake.error.PipelineException where the condition can't be used
   */
  RecordSearch(LakeTables tables, Feed feed, Stage parsed, String text) {
    this.tables = tables;
    this.feed = feed;
    this.parsed = parsed;
    this.condition = checked(text);
  }

  private Column checked(String text) {
    try {
      Column wanted = expr(text);
      Dataset<Row> none = parsed.apply(tables.frame(List.of(), BronzeEvents.TABLE));
      Expression analysed =
          ((Filter) columns(none).filter(wanted).queryExecution().analyzed()).condition();
      if (!analysed.deterministic()) {
        throw RemovalErrors.badCondition(feed.name(), "it is not the same each time");
      }
      if (SubqueryExpression.hasSubquery(analysed)) {
        throw RemovalErrors.badCondition(feed.name(), "it asks another table");
      }
      if (analysed.references().isEmpty()) {
        throw RemovalErrors.badCondition(feed.name(), "it names no column");
      }
      return wanted;
    } catch (Exception e) {
      // Spark's AnalysisException is checked in Scala and undeclared in Java.
      if (e instanceof AnalysisException) {
        throw RemovalErrors.badCondition(feed.name(), SqlMistake.firstLine(e));
      }
      throw e;
    }
  }

  /** The coordinates of the records, each once. */
  Dataset<Row> found() {
    List<Dataset<Row>> found = new ArrayList<>();
    for (Table table : List.of(BronzeEvents.TABLE, QuarantineEvents.TABLE)) {
      if (tables.exists(table)) {
        found.add(columns(parsed.apply(ofFeed(table))));
      }
    }
    Table silver = SilverTable.of(feed);
    if (tables.exists(silver)) {
      found.add(columns(tables.read(silver)));
    }
    Dataset<Row> direct =
        found.stream()
            .map(rows -> coordinates(rows.filter(condition)))
            .reduce(Dataset::union)
            .orElseGet(() -> tables.frame(List.of(), ErasurePlan.coordinates(feed.name())))
            .distinct();
    return tables.exists(BronzeEvents.TABLE) ? withCorrections(direct) : direct;
  }

  /** How many records can't be read, so that a condition on their fields can't find them. */
  long unreadable() {
    return tables.exists(BronzeEvents.TABLE)
        ? parsed
            .apply(ofFeed(BronzeEvents.TABLE))
            .filter(col(QuarantineEvents.CLASS).equalTo(QuarantineEvents.MALFORMED))
            .count()
        : 0;
  }

  private Dataset<Row> ofFeed(Table table) {
    return tables.read(table).filter(col(BronzeEvents.FEED).equalTo(feed.name()));
  }

  /** The columns that a condition may name; those that a table lacks are null. */
  private Dataset<Row> columns(Dataset<Row> rows) {
    List<String> present = Arrays.asList(rows.columns());
    List<Column> columns = new ArrayList<>();
    columns.add(col(SilverTable.EVENT_TIME));
    for (Field field : feed.fields()) {
      if (!field.name().equals(feed.eventTime())) {
        columns.add(
            present.contains(field.column())
                ? col("`" + field.column() + "`")
                : lit(null).cast(field.type().dataType()).as(field.column()));
      }
    }
    columns.addAll(Arrays.asList(coordinateColumns()));
    return rows.select(columns.toArray(Column[]::new));
  }

  private static Dataset<Row> coordinates(Dataset<Row> rows) {
    return rows.select(coordinateColumns());
  }

  private static Column[] coordinateColumns() {
    return Coordinate.COLUMNS.stream().map(c -> col("`" + c.name() + "`")).toArray(Column[]::new);
  }

  /** With the records that these correct, and the corrections of any, however often. */
  private Dataset<Row> withCorrections(Dataset<Row> direct) {
    Dataset<Row> bronze = ofFeed(BronzeEvents.TABLE);
    Dataset<Row> corrections = Corrections.of(bronze);
    Dataset<Row> found = direct.persist();
    long before = -1;
    while (found.count() > before) {
      before = found.count();
      found = found.union(linked(corrections, found)).distinct().persist();
    }
    return found;
  }

  private static Dataset<Row> linked(Dataset<Row> corrections, Dataset<Row> found) {
    Column[] corrected =
        Coordinate.COLUMNS.stream()
            .map(c -> col(BronzeEvents.CORRECTION + ".`" + c.name() + "`").as(c.name()))
            .toArray(Column[]::new);
    Column[] both =
        Stream.concat(
                Arrays.stream(coordinateColumns()),
                Coordinate.COLUMNS.stream()
                    .map(
                        c ->
                            col(BronzeEvents.CORRECTION + ".`" + c.name() + "`")
                                .as("of_" + c.name())))
            .toArray(Column[]::new);
    scala.collection.Seq<String> identity =
        JavaConverters.asScalaBuffer(Coordinate.IDENTITY).toSeq();
    Dataset<Row> parents = corrections.join(found, identity, "left_semi").select(corrected);
    Column isCorrected =
        Coordinate.IDENTITY.stream()
            .map(name -> col("of_" + name).equalTo(found.col("`" + name + "`")))
            .reduce(Column::and)
            .orElseThrow();
    Dataset<Row> children =
        coordinates(corrections.select(both).join(found, isCorrected, "left_semi"));
    return parents.union(children);
  }
}
