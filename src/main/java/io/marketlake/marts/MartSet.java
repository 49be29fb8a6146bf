package io.marketlake.marts;

import io.marketlake.delta.DailyTable;
import io.marketlake.delta.LakeTables;
import io.marketlake.delta.RetiredDays;
import io.marketlake.error.ErrorCode;
import io.marketlake.error.MartErrors;
import io.marketlake.error.PipelineException;
import io.marketlake.job.FailPoint;
import io.marketlake.schema.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * All marts of a lake, brought up to date in the order in which they read each other. One that
 * can't be is left as it is, and so are those that read it; the others go on. One process at a time
 * does so: the caller holds the right to.
 */
public final class MartSet {
  private final SparkSession session;
  private final List<MartRefresh> ordered;
  private final InstantSource clock;
  private final RetiredDays retired;

  /** When this process last began those that are not refreshed each time. */
  private final Map<String, Instant> begun = new HashMap<>();

  /** Marts that can't be used at all, by their tables. */
  private final Map<String, PipelineException> unusable = new LinkedHashMap<>();

  /** Those that failed when their time had last come, by their tables. */
  private final Map<String, PipelineException> failed = new HashMap<>();

  /**
   * Parses all.
   *
   * @param tables the lake's, which refuse to be written once the right is lost
   */
  public MartSet(
      SparkSession spark,
      LakeTables tables,
      Collection<Mart> marts,
      LakeNames names,
      FailPoint failPoint,
      InstantSource clock) {
    this.session = spark.newSession();
    session.conf().set("spark.sql.adaptive.enabled", "true");
    session.conf().set("spark.sql.shuffle.partitions", "16");
    this.clock = clock;
    Map<String, DailyTable> opened = new HashMap<>();
    Function<Table, DailyTable> open =
        table -> opened.computeIfAbsent(table.id(), id -> tables.daily(table));
    this.retired = new RetiredDays(tables);
    Map<String, MartRefresh> parsed = new TreeMap<>();
    for (Mart mart : marts) {
      try {
        parsed.put(
            mart.table().id(), new MartRefresh(mart, names, tables, open, retired, failPoint));
      } catch (PipelineException e) {
        unusable.put(mart.table().id(), e);
      }
    }
    this.ordered = ordered(parsed);
  }

  /** Each after those that it reads; those that read each other in a circle can't be used. */
  private List<MartRefresh> ordered(Map<String, MartRefresh> parsed) {
    Map<String, MartRefresh> left = new TreeMap<>(parsed);
    Map<String, MartRefresh> done = new LinkedHashMap<>();
    while (!left.isEmpty()) {
      Set<String> next = new TreeSet<>();
      left.forEach(
          (name, each) -> {
            if (each.sources().stream().noneMatch(left::containsKey)) {
              next.add(name);
            }
          });
      if (next.isEmpty()) {
        PipelineException circle =
            MartErrors.circle(
                left.values().stream().map(r -> r.mart().file()).collect(Collectors.joining(", ")));
        left.keySet().forEach(name -> unusable.put(name, circle));
        break;
      }
      next.forEach(name -> done.put(name, left.remove(name)));
    }
    return List.copyOf(done.values());
  }

  /**
   * Brings those up to date whose time has come, and that do not read one that can't be.
   *
   * @throws RuntimeException what is not a mart's own fault, such as a lake that does not answer
   */
  public Refreshed refresh() {
    Option<SparkSession> before = SparkSession.getActiveSession();
    SparkSession.setActiveSession(session);
    try {
      retired.follow();
      List<String> changed = new ArrayList<>();
      Map<String, PipelineException> failures = new LinkedHashMap<>(unusable);
      for (MartRefresh each : ordered) {
        String table = each.mart().table().id();
        Optional<String> missing =
            each.sources().stream().filter(failures::containsKey).findFirst();
        if (missing.isPresent()) {
          failures.put(table, MartErrors.waits(each.mart().file(), missing.get()));
        } else if (isDue(each)) {
          failed.remove(table);
          if (isChanged(each)) {
            changed.add(table);
          }
        }
        PipelineException failure = failed.get(table);
        if (failure != null) {
          failures.putIfAbsent(table, failure);
        }
      }
      return new Refreshed(changed, failures);
    } finally {
      if (before.isDefined()) {
        SparkSession.setActiveSession(before.get());
      } else {
        SparkSession.clearActiveSession();
      }
    }
  }

  private boolean isChanged(MartRefresh each) {
    try {
      return each.run(session);
    } catch (PipelineException e) {
      // What is wrong with a mart is a setting; another code says that the refresh must not go on.
      if (e.code() != ErrorCode.SETTINGS) {
        throw e;
      }
      failed.put(each.mart().table().id(), e);
      return false;
    }
  }

  private boolean isDue(MartRefresh each) {
    Mart mart = each.mart();
    if (mart.refresh().isZero()) {
      return true;
    }
    Instant now = clock.instant();
    Optional<Instant> last = Optional.ofNullable(begun.get(mart.name())).or(each::lastMade);
    if (last.filter(at -> Duration.between(at, now).compareTo(mart.refresh()) < 0).isPresent()) {
      return false;
    }
    begun.put(mart.name(), now);
    return true;
  }
}
