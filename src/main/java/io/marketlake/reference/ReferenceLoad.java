package io.marketlake.reference;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.when;

import io.marketlake.delta.LakeTables;
import io.marketlake.error.ReferenceErrors;
import io.marketlake.feature.company.Company;
import io.marketlake.feature.company.CompanyHistory;
import io.marketlake.feature.company.CompanyVersion;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Feed;
import io.marketlake.schema.KnownAt;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.schema.TimeFormat;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/**
 * Adds a version to the company reference, with a moment from which it holds that no row which was
 * made without it can have reached.
 *
 * <p>A row sees the version with the greatest {@code known_at} that is not after its own. So a row
 * that is made without a version, because that was not there when its micro-batch looked, is made
 * the same again only if it was known before the version holds. What a micro-batch reads was known
 * by then, give or take what clocks differ and, where a feed's events are known at a time of their
 * own, what it declares: a version that holds {@code notice} after it was written is late for no
 * such row. What is in silver already is looked at besides, and where an event's clock ran ahead
 * the version holds after that one, up to a day from now. Events that lie further ahead are told:
 * made anew, they would see the version.
 */
public final class ReferenceLoad {
  /** A version does not wait longer for clocks that run ahead. */
  private static final Duration LONGEST_WAIT = Duration.ofDays(1);

  private final CompanyTable companies;
  private final LakeTables tables;
  private final List<Table> enriched;
  private final Duration notice;
  private final InstantSource clock;

  /**
   * What was loaded.
   *
   * @param version its number
   * @param knownAt from which moment on it holds
   * @param ahead how many rows are known even later, though they were made without it, by table
   */
  public record Loaded(
      ReferenceChange change, long version, Instant knownAt, Map<String, Long> ahead) {}

  /**
   * Into a lake.
   *
   * @param feeds all feeds; the tables of those that use the reference are looked at
   */
  public ReferenceLoad(
      CompanyTable companies,
      LakeTables tables,
      Collection<Feed> feeds,
      ReferenceSettings settings,
      InstantSource clock) {
    this.companies = companies;
    this.tables = tables;
    List<Feed> users =
        feeds.stream().filter(f -> f.company().isPresent() || f.text().isPresent()).toList();
    this.enriched = users.stream().map(SilverTable::of).filter(tables::exists).toList();
    this.notice =
        users.stream()
            .map(ReferenceLoad::ahead)
            .max(Duration::compareTo)
            .map(settings.notice()::plus)
            .orElse(settings.notice());
    this.clock = clock;
  }

  /** How much later than it happens an event of a feed is known, as the feed declares it. */
  private static Duration ahead(Feed feed) {
    if (feed.knownAt().source() == KnownAt.Source.KAFKA) {
      return Duration.ZERO;
    }
    boolean mayBeADate = feed.eventTimeField().formats().contains(TimeFormat.DATE);
    return feed.knownAt().delay().plus(mayBeADate ? Duration.ofDays(1) : Duration.ZERO);
  }

  /** What a list would change. */
  public ReferenceChange changeBy(List<Company> list) {
    return ReferenceChange.between(companies.history().newest(), list);
  }

  /**
   * Adds what a list changes; nothing, and empty, where that is nothing.
   *
   * @param source the name of the file
   * @throws io.marketlake.error.PipelineException where writing took so long that rows may have
   *     passed the version
   */
  public Optional<Loaded> load(List<Company> list, String source) {
    CompanyHistory history = companies.history();
    ReferenceChange change = ReferenceChange.between(history.newest(), list);
    if (change.isNone()) {
      return Optional.empty();
    }
    List<CompanyVersion> before = history.versions();
    CompanyVersion last = before.get(before.size() - 1);
    long version = before.stream().mapToLong(CompanyVersion::version).max().orElseThrow() + 1;
    Instant now = clock.instant();
    Instant knownAt = later(now.plus(notice).truncatedTo(ChronoUnit.MILLIS), after(last.knownAt()));
    Instant limit = later(now.plus(LONGEST_WAIT), knownAt);
    Map<String, Long> ahead = new TreeMap<>();
    for (Table table : enriched) {
      Row found = knownFrom(table, knownAt, limit);
      if (!found.isNullAt(0)) {
        knownAt = later(knownAt, after(found.getTimestamp(0).toInstant()));
      }
      if (found.getLong(1) > 0) {
        ahead.put(table.id(), found.getLong(1));
      }
    }
    companies.add(change, version, knownAt, source);
    Instant written = clock.instant();
    if (written.isAfter(knownAt.minus(notice.dividedBy(2)))) {
      throw ReferenceErrors.late(version, knownAt.toString(), written.toString());
    }
    return Optional.of(new Loaded(change, version, knownAt, ahead));
  }

  /** The newest moment up to a limit, and how many rows lie beyond; the log says where to look. */
  private Row knownFrom(Table table, Instant from, Instant limit) {
    Column knownAt = col(BronzeEvents.KNOWN_AT);
    Column isBeyond = knownAt.gt(lit(Timestamp.from(limit)));
    return tables
        .read(table)
        .filter(knownAt.geq(lit(Timestamp.from(from))))
        .agg(max(when(isBeyond, null).otherwise(knownAt)), count(when(isBeyond, 1)))
        .first();
  }

  private static Instant after(Instant moment) {
    return moment.truncatedTo(ChronoUnit.MILLIS).plusMillis(1);
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
