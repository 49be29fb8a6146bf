package io.marketlake.marts;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import io.marketlake.delta.DailyTable;
import io.marketlake.delta.LakeTables;
import io.marketlake.delta.RetiredDays;
import io.marketlake.error.MartErrors;
import io.marketlake.error.PipelineException;
import io.marketlake.job.FailPoint;
import io.marketlake.job.SqlMistake;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.GoldMarts;
import io.marketlake.schema.Table;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.SparkException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one mart up to date: computes the rows of the days that its plan names, and puts these
 * days anew in one commit, which also says up to which version of each source it goes. So a refresh
 * that is killed has been done or has not, and where nothing was touched nothing is committed.
 */
final class MartRefresh {
  private static final Logger LOG = LoggerFactory.getLogger(MartRefresh.class);
  private static final int ATTEMPTS = 5;

  private final Mart mart;
  private final Table table;
  private final MartQuery query;
  private final MartPlanner planner;
  private final MartCheck check;
  private final LakeNames names;
  private final LakeTables tables;
  private final Function<Table, DailyTable> opened;
  private final FailPoint failPoint;
  private boolean ready;

  /**
   * Parses its query.
   *
   * @param opened the days of a table, the same for all marts
   */
  MartRefresh(
      Mart mart,
      LakeNames names,
      LakeTables tables,
      Function<Table, DailyTable> opened,
      RetiredDays retired,
      FailPoint failPoint) {
    this.mart = mart;
    this.table = mart.table();
    this.query = new MartQuery(mart, names);
    this.planner = new MartPlanner(mart, query, names, opened, retired);
    this.check = new MartCheck(mart);
    this.names = names;
    this.tables = tables;
    this.opened = opened;
    this.failPoint = failPoint;
  }

  Mart mart() {
    return mart;
  }

  /** The names of the tables that it reads. */
  Set<String> sources() {
    return query.spans().keySet();
  }

  /** When it last was, by whatever process; empty where it never was as it is declared now. */
  Optional<Instant> lastMade() {
    return planner.lastMade();
  }

  /**
   * Brings it up to date; tells whether it committed anything.
   *
   * @throws PipelineException where what the mart says can't be done
   */
  boolean run(SparkSession session) {
    if (!ready) {
      boolean isThere = tables.exists(table);
      if (!isThere && hasNothingToRead()) {
        return false;
      }
      if (isThere) {
        check.requireTypes(tables.read(table).schema());
      }
      tables.ensure(table);
      ready = true;
    }
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      MartPlan plan = planner.plan();
      if (plan.days().isNone()) {
        return false;
      }
      if (carriedOut(session, plan)) {
        return true;
      }
      LOG.info("{}: another commit came between; refreshing again", table.id());
    }
    throw new IllegalStateException(
        table.id() + " was changed by others during each of " + ATTEMPTS + " refreshes");
  }

  /** Whether no table that it reads has a row: such a mart need not be there. */
  private boolean hasNothingToRead() {
    return sources().stream()
        .map(this::source)
        .allMatch(
            source -> {
              source.follow();
              return !source.exists() || source.isEmpty();
            });
  }

  private DailyTable source(String name) {
    return opened.apply(names.table(name).orElseThrow());
  }

  private boolean carriedOut(SparkSession session, MartPlan plan) {
    long start = System.nanoTime();
    DailyTable target = opened.apply(table);
    Dataset<Row> rows = rows(session, plan, target).persist();
    try {
      MartCheck.Size size = checked(rows);
      failPoint.reached("before " + table.id());
      boolean done =
          target.replace(laidOut(rows, size), plan.days(), plan.marks(), GoldMarts.WRITER);
      if (done) {
        failPoint.reached("after " + table.id());
        LOG.info(
            "{}: {} rows of {} in {} ms",
            table.id(),
            size.rows(),
            plan.days(),
            (System.nanoTime() - start) / 1_000_000);
      }
      return done;
    } finally {
      rows.unpersist();
    }
  }

  /** What the plan's days are to hold. */
  private Dataset<Row> rows(SparkSession session, MartPlan plan, DailyTable target) {
    Dataset<Row> result = query.over(session, read -> rows(read, plan.days()));
    check.requireColumns(result.schema());
    // A row without a day is none of other days: it is let through to be refused.
    Column isDue = plan.days().condition().or(col(BronzeEvents.DAY).isNull());
    Dataset<Row> made = result.select(table.select()).filter(isDue);
    Optional<Column> stays = plan.forgotten().on(plan.days());
    return stays.isEmpty()
        ? made
        : made.filter(not(stays.get()))
            .unionByName(target.read(plan.days()).select(table.select()).filter(stays.get()));
  }

  private Dataset<Row> rows(Table read, DayRanges days) {
    DailyTable source = source(read.id());
    DaySpan span = Objects.requireNonNull(query.spans().get(read.id()));
    return !source.exists() && names.standIns().containsKey(read.id())
        ? Objects.requireNonNull(names.standIns().get(read.id())).get()
        : source.read(days.neededBy(span));
  }

  /** What Spark finds only as it runs the query is told as what is wrong with the file. */
  private MartCheck.Size checked(Dataset<Row> rows) {
    try {
      return check.requireKey(rows);
    } catch (Exception e) {
      // Spark's exceptions are checked in Scala and undeclared in Java.
      if (e instanceof PipelineException || !isOfTheQuery(e)) {
        throw e;
      }
      throw MartErrors.failing(mart.file(), SqlMistake.reason(e).orElse(firstCause(e)), e);
    }
  }

  /** Files that can't be read are no fault of the query. */
  private static boolean isOfTheQuery(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return false;
      }
    }
    return e instanceof SparkException || SqlMistake.reason(e).isPresent();
  }

  private static String firstCause(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return SqlMistake.firstLine(cause);
  }

  /** A file a day, its rows in the order of the key. */
  private Dataset<Row> laidOut(Dataset<Row> rows, MartCheck.Size size) {
    Dataset<Row> spread =
        size.days() > 1 ? rows.repartition(col(BronzeEvents.DAY)) : rows.coalesce(1);
    return spread.sortWithinPartitions(check.key());
  }
}
