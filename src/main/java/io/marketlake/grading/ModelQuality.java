package io.marketlake.grading;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import io.marketlake.delta.DailyTable;
import io.marketlake.delta.LakeTables;
import io.marketlake.delta.TouchedDays;
import io.marketlake.feature.direction.DirectionSettings;
import io.marketlake.registry.DirectionProfile;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.GoldDirection;
import io.marketlake.schema.GoldModelQuality;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.Table;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Brings {@link GoldModelQuality} up to {@code gold.direction} and {@code silver.bars}: the days
 * that have got rows since the last run, and the windows that these days lie in. It writes one
 * commit, and none where nothing has come.
 */
public final class ModelQuality {
  private static final int DAYS_AT_ONCE = 16;

  private final LakeTables tables;
  private final Table bars;
  private final DueBars dueBars;
  private final int windowDays;
  private final int daysAtOnce;
  private final ModelProfiles profiles;
  private final DailyTable ofDirection;
  private final DailyTable ofBarDays;

  /**
   * Of a lake.
   *
   * @param bars the table of bars
   * @param windowDays how many days a window has
   */
  public ModelQuality(
      LakeTables tables,
      Table bars,
      DirectionSettings direction,
      int windowDays,
      ModelRegistry registry) {
    this(tables, bars, direction, windowDays, registry, DAYS_AT_ONCE);
  }

  ModelQuality(
      LakeTables tables,
      Table bars,
      DirectionSettings direction,
      int windowDays,
      ModelRegistry registry,
      int daysAtOnce) {
    this.tables = tables;
    this.bars = bars;
    this.dueBars = new DueBars(direction);
    this.windowDays = windowDays;
    this.daysAtOnce = daysAtOnce;
    this.profiles = new ModelProfiles(registry);
    this.ofDirection = tables.daily(GoldDirection.TABLE);
    this.ofBarDays = tables.daily(bars);
  }

  public String name() {
    return "model-quality";
  }

  /** Brings it up to date; tells whether anything was written. One run at a time. */
  public boolean run() {
    ofDirection.follow();
    ofBarDays.follow();
    if (ofDirection.isEmpty() || !ofBarDays.exists()) {
      return false;
    }
    tables.ensure(GoldModelQuality.TABLE);
    long directionVersion = ofDirection.version();
    long barsVersion = ofBarDays.version();
    NavigableSet<LocalDate> touched = touched();
    if (touched.isEmpty()) {
      return false;
    }
    Map<Group, Tally> days = new HashMap<>();
    for (List<LocalDate> some : pieces(touched)) {
      days.putAll(tallies(some, directionVersion, barsVersion));
    }
    LocalDate last = touched.last().plusDays(windowDays - 1L);
    Map<Group, Tally> all = new HashMap<>(days);
    stored(touched.first().minusDays(windowDays - 1L), last)
        .forEach(
            (group, tally) -> {
              if (!touched.contains(group.day())) {
                all.put(group, tally);
              }
            });
    TreeSet<LocalDate> affected =
        all.keySet().stream()
            .map(Group::day)
            .filter(day -> !day.isBefore(touched.first()))
            .collect(Collectors.toCollection(TreeSet::new));
    affected.addAll(touched);
    QualityRows rows = new QualityRows(directionVersion, barsVersion);
    List<Row> written = new ArrayList<>();
    days.forEach(
        (group, tally) -> written.add(row(rows, group, GoldModelQuality.DAY_ALONE, tally)));
    for (LocalDate day : affected) {
      windows(all, day)
          .forEach((group, tally) -> written.add(row(rows, group, GoldModelQuality.WINDOW, tally)));
    }
    tables.replace(
        GoldModelQuality.TABLE,
        tables.frame(written, GoldModelQuality.TABLE).coalesce(1),
        "(period = 'day' AND day IN (%s)) OR (period = 'window' AND day IN (%s))"
            .formatted(dates(touched), dates(affected)));
    return true;
  }

  /** Days, a few at once: what is worked on at one time does not grow with what has changed. */
  private List<List<LocalDate>> pieces(Collection<LocalDate> days) {
    List<LocalDate> inOrder = List.copyOf(days);
    List<List<LocalDate>> pieces = new ArrayList<>();
    for (int from = 0; from < inOrder.size(); from += daysAtOnce) {
      pieces.add(inOrder.subList(from, Math.min(inOrder.size(), from + daysAtOnce)));
    }
    return pieces;
  }

  private Row row(QualityRows rows, Group group, String period, Tally tally) {
    Optional<DirectionProfile> profile = profile(group);
    return rows.row(
        group,
        period,
        tally,
        profile.map(DirectionProfile::features).orElse(List.of()),
        profile.map(ModelProfiles::deciles).orElse(new double[0][]));
  }

  private Optional<DirectionProfile> profile(Group group) {
    return group.version().equals(GoldModelQuality.ANY)
        ? Optional.empty()
        : profiles.of(group.interval(), group.horizon(), group.version());
  }

  private static String dates(Collection<LocalDate> days) {
    return days.stream().map(day -> "DATE'" + day + "'").collect(Collectors.joining(", "));
  }

  /**
   * The days that commits have changed since the last run, and all where the log no longer tells;
   * of bars, only those since the first forecast count.
   */
  private NavigableSet<LocalDate> touched() {
    Row before =
        tables
            .read(GoldModelQuality.TABLE)
            .agg(
                max(col(GoldModelQuality.DIRECTION_VERSION)),
                max(col(GoldModelQuality.BARS_VERSION)))
            .first();
    NavigableSet<LocalDate> touched = touched(ofDirection, before, 0);
    NavigableSet<LocalDate> ofBars = touched(ofBarDays, before, 1);
    if (!touched.containsAll(ofBars)) {
      Date first =
          tables
              .readAt(GoldDirection.TABLE, ofDirection.version())
              .agg(min(col(BronzeEvents.DAY)))
              .first()
              .getDate(0);
      touched.addAll(ofBars.tailSet(first.toLocalDate()));
    }
    return touched;
  }

  private static NavigableSet<LocalDate> touched(DailyTable table, Row versions, int position) {
    if (!versions.isNullAt(position)) {
      TouchedDays since = table.touchedSince(versions.getLong(position), List.of());
      if (!since.everything()) {
        return new TreeSet<>(since.days());
      }
    }
    return days(table.read(day -> true));
  }

  private static NavigableSet<LocalDate> days(Dataset<Row> rows) {
    return rows.select(col(BronzeEvents.DAY)).distinct().collectAsList().stream()
        .map(row -> row.getDate(0).toLocalDate())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Column isIn(Collection<LocalDate> days) {
    return col(BronzeEvents.DAY).isin(days.stream().map(Date::valueOf).toArray());
  }

  private Map<Group, Tally> tallies(
      Collection<LocalDate> days, long directionVersion, long barsVersion) {
    Dataset<Row> rows = tables.readAt(GoldDirection.TABLE, directionVersion).filter(isIn(days));
    Map<Group, Tally> tallies =
        TallyRows.merged(
            rows.mapPartitions(new TallyRows(deciles(rows)), Encoders.BINARY()).collectAsList());
    tallies.values().forEach(tally -> tally.days = 1);
    dueBars.addTo(tallies, tables.readAt(bars, barsVersion).filter(isIn(days)));
    return tallies;
  }

  private Map<String, double[][]> deciles(Dataset<Row> rows) {
    Map<String, double[][]> deciles = new HashMap<>();
    for (Row row :
        rows.select(
                col(SilverBars.INTERVAL),
                col(GoldDirection.HORIZON),
                col(GoldDirection.MODEL_VERSION))
            .distinct()
            .collectAsList()) {
      profiles
          .of(row.getString(0), row.getInt(1), row.getString(2))
          .ifPresent(profile -> deciles.put(row.getString(2), ModelProfiles.deciles(profile)));
    }
    return deciles;
  }

  private Map<Group, Tally> stored(LocalDate first, LocalDate last) {
    Map<Group, Tally> stored = new HashMap<>();
    for (Row row :
        tables
            .read(GoldModelQuality.TABLE)
            .filter(
                col(GoldModelQuality.PERIOD)
                    .equalTo(GoldModelQuality.DAY_ALONE)
                    .and(col(BronzeEvents.DAY).geq(lit(Date.valueOf(first))))
                    .and(col(BronzeEvents.DAY).leq(lit(Date.valueOf(last)))))
            .collectAsList()) {
      stored.put(QualityRows.group(row), QualityRows.tally(row));
    }
    return stored;
  }

  /** What the window up to a day has, for the groups that have rows on that very day. */
  private Map<Group, Tally> windows(Map<Group, Tally> days, LocalDate day) {
    LocalDate first = day.minusDays(windowDays - 1L);
    Map<Group, Tally> windows = new HashMap<>();
    for (Map.Entry<Group, Tally> entry : days.entrySet()) {
      Group group = entry.getKey();
      boolean isInWindow = !group.day().isBefore(first) && !group.day().isAfter(day);
      if (isInWindow && days.containsKey(group.on(day))) {
        windows.computeIfAbsent(group.on(day), g -> new Tally()).add(entry.getValue());
      }
    }
    return windows;
  }
}
