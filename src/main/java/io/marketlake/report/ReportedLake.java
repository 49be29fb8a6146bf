package io.marketlake.report;

import io.marketlake.delta.DayRows;
import io.marketlake.delta.LakeTables;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The tables of a lake for a report: each that exists has a name in SQL, with {@code _} for the
 * dot, such as {@code silver_bars}, until the report is closed. Reads only.
 */
public final class ReportedLake implements AutoCloseable {
  private static final List<String> TIMES = List.of(SilverTable.EVENT_TIME, BronzeEvents.KNOWN_AT);

  private final SparkSession spark;
  private final LakeTables tables;
  private final Map<String, Table> there = new LinkedHashMap<>();
  private final Map<String, SortedMap<LocalDate, DayRows>> days = new HashMap<>();
  private final List<String> views = new ArrayList<>();

  /**
   * Names the tables.
   *
   * @param spark the session that the tables are read with
   * @param known every table that the lake may have
   */
  public ReportedLake(SparkSession spark, LakeTables tables, List<Table> known) {
    this.spark = spark;
    this.tables = tables;
    for (Table table : known) {
      if (tables.exists(table) && there.put(table.id(), table) == null) {
        name(view(table.id()), tables.read(table));
      }
    }
  }

  private void name(String view, Dataset<Row> rows) {
    rows.createOrReplaceTempView(view);
    views.add(view);
  }

  /** Gives the answer to a question a name, for others to ask. */
  void define(String view, String sql) {
    name(view, spark.sql(sql));
  }

  static String view(String id) {
    return id.replace('.', '_');
  }

  boolean has(String id) {
    return there.containsKey(id);
  }

  /** The tables that exist and are kept by days, in the order of the lake's layers. */
  List<Table> byDay() {
    return there.values().stream()
        .filter(table -> table.partitionedBy().contains(BronzeEvents.DAY))
        .toList();
  }

  /** The answer to a question. */
  List<Answer> ask(String sql) {
    return spark.sql(sql).collectAsList().stream().map(Answer::new).toList();
  }

  /** The rows of a table's days, told by its log alone; asked once. */
  SortedMap<LocalDate, DayRows> days(Table table) {
    return days.computeIfAbsent(
        table.id(), id -> tables.log(table).dayRows(BronzeEvents.DAY, TIMES));
  }

  private Stream<LocalDate> daysOf(List<String> ids) {
    return byDay().stream()
        .filter(table -> ids.contains(table.id()))
        .flatMap(table -> days(table).keySet().stream());
  }

  /** The newest day of which any of these tables has rows. */
  public Optional<LocalDate> newestDay(List<String> ids) {
    return daysOf(ids).max(LocalDate::compareTo);
  }

  /** Whether any of these tables has rows of the period. */
  public boolean hasRows(List<String> ids, Period period) {
    return daysOf(ids).anyMatch(period::includes);
  }

  @Override
  public void close() {
    views.forEach(view -> spark.catalog().dropTempView(view));
  }
}
