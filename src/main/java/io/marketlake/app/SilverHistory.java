package io.marketlake.app;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.xxhash64;

import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeFiles;
import io.marketlake.delta.LakeTables;
import io.marketlake.delta.RecentDays;
import io.marketlake.delta.RecentValues;
import io.marketlake.quarantine.ReplayPlan;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Expectation.Uniqueness;
import io.marketlake.schema.Feed;
import io.marketlake.schema.GoldRuleCounts;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.silver.AcceptedEvents;
import io.marketlake.silver.JudgedBefore;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.collection.JavaConverters;

/**
 * Looks accepted events up in the silver tables, reading only the days that matter, and what was
 * counted.
 */
final class SilverHistory implements AcceptedEvents, JudgedBefore {
  private static final String HASH = "__hash";

  /**
   * Of so many candidates the hashes are sent to every task; with more, whole days are compared.
   */
  private static final long MOST_SOUGHT = 1_000_000;

  /** Of so many rows the hashes stay in memory, 32 MB of them. */
  private static final long MOST_KNOWN = 4_000_000;

  private final LakeFiles files;
  private final LakeTables tables;
  private final Map<String, RecentDays> read = new ConcurrentHashMap<>();
  private final Map<String, RecentValues> known = new ConcurrentHashMap<>();

  SilverHistory(Lake lake) {
    this.files = lake.files();
    this.tables = lake.tables();
  }

  @Override
  public Optional<Dataset<Row>> announced(Feed feed) {
    return ReplayPlan.of(files)
        .filter(plan -> plan.feed().equals(feed.name()))
        .flatMap(plan -> plan.announced(tables, SilverTable.of(feed)));
  }

  @Override
  public boolean mayRepeat(Feed feed, Dataset<Row> candidates, Uniqueness rule) {
    List<Row> found =
        candidates
            .filter(isComplete(rule))
            .select(hash(rule), to_date(col(SilverTable.EVENT_TIME)))
            .collectAsList();
    if (found.isEmpty()) {
      return false;
    }
    long[] hashes = found.stream().mapToLong(row -> row.getLong(0)).distinct().toArray();
    if (hashes.length < found.size()) {
      return true;
    }
    List<LocalDate> days = found.stream().map(row -> row.getDate(1).toLocalDate()).toList();
    return known(feed, rule)
        .mayHave(
            Collections.min(days).minusDays(daysApart(rule)),
            Collections.max(days).plusDays(daysApart(rule)),
            hashes);
  }

  private RecentValues known(Feed feed, Uniqueness rule) {
    Table table = SilverTable.of(feed);
    return known.computeIfAbsent(
        table.id() + rule.columns(),
        id -> tables.recentValues(table, BronzeEvents.DAY, hash(rule), MOST_KNOWN));
  }

  @Override
  public Dataset<Row> near(Feed feed, Dataset<Row> candidates, Uniqueness rule) {
    Row found =
        candidates
            .select(to_date(col(SilverTable.EVENT_TIME)).as(BronzeEvents.DAY))
            .agg(min(col(BronzeEvents.DAY)), max(col(BronzeEvents.DAY)), count(lit(1)))
            .first();
    Table table = SilverTable.of(feed);
    if (found.isNullAt(0)) {
      return tables.read(table).limit(0);
    }
    Dataset<Row> days =
        days(table)
            .read(
                found.getDate(0).toLocalDate().minusDays(daysApart(rule)),
                found.getDate(1).toLocalDate().plusDays(daysApart(rule)));
    return found.getLong(2) > MOST_SOUGHT ? days : alike(days, candidates, rule);
  }

  /** Two events 24 hours apart lie on neighbouring days. */
  private static long daysApart(Uniqueness rule) {
    return rule.within().plusDays(1).minusNanos(1).toDays();
  }

  private static Column hash(Uniqueness rule) {
    return xxhash64(columns(rule).toArray(Column[]::new));
  }

  private static Column isComplete(Uniqueness rule) {
    return columns(rule).map(Column::isNotNull).reduce(Column::and).orElseThrow();
  }

  private static Stream<Column> columns(Uniqueness rule) {
    return rule.columns().stream().map(name -> col("`" + name + "`"));
  }

  /**
   * Those whose values have the hash of a candidate's: what is shuffled then does not grow with the
   * days.
   */
  private static Dataset<Row> alike(Dataset<Row> days, Dataset<Row> candidates, Uniqueness rule) {
    Dataset<Row> sought = candidates.select(hash(rule).as(HASH));
    return days.withColumn(HASH, hash(rule))
        .join(broadcast(sought), JavaConverters.asScalaBuffer(List.of(HASH)).toSeq(), "left_semi")
        .drop(HASH);
  }

  @Override
  public Dataset<Row> counts(Feed feed) {
    return tables.read(GoldRuleCounts.TABLE).filter(col(BronzeEvents.FEED).equalTo(feed.name()));
  }

  private RecentDays days(Table table) {
    return read.computeIfAbsent(table.id(), id -> tables.recentDays(table, BronzeEvents.DAY));
  }
}
