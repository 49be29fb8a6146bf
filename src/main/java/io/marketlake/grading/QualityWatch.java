package io.marketlake.grading;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import io.marketlake.alert.Condition;
import io.marketlake.alert.Condition.Cause;
import io.marketlake.alert.Condition.State;
import io.marketlake.delta.LakeTables;
import io.marketlake.grading.SkillBound.Day;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.GoldDirection;
import io.marketlake.schema.GoldModelQuality;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverTable;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Looks at {@link GoldModelQuality} for features that have drifted and for skill that is lost, of
 * each feed and horizon in the model that forecast last.
 */
public final class QualityWatch {
  public static final String DRIFT = "direction-drift";
  public static final String LOST_SKILL = "direction-lost-skill";

  /** What it finds conditions of. */
  public static final Set<String> RULES = Set.of(DRIFT, LOST_SKILL);

  private static final int MOST_NAMED = 5;

  /** So far back it looks for days with forecasts: weekends and holidays have none. */
  private static final long DAYS_A_DAY = 3;

  private static final long HOLIDAYS = 14;

  private final QualitySettings settings;

  public QualityWatch(QualitySettings settings) {
    this.settings = settings;
  }

  /** What the table says now. */
  public List<Condition> conditions(LakeTables tables) {
    if (!tables.exists(GoldModelQuality.TABLE)) {
      return List.of();
    }
    Dataset<Row> rows = tables.read(GoldModelQuality.TABLE);
    Row newest = rows.agg(max(col(BronzeEvents.DAY))).first();
    if (newest.isNullAt(0)) {
      return List.of();
    }
    LocalDate first =
        newest
            .getDate(0)
            .toLocalDate()
            .minusDays(DAYS_A_DAY * settings.lostSkillDays() + HOLIDAYS + settings.windowDays());
    return conditions(
        rows.filter(
                col(BronzeEvents.DAY)
                    .geq(lit(Date.valueOf(first)))
                    .and(col(GoldDirection.MODEL_VERSION).notEqual(GoldModelQuality.ANY)))
            .collectAsList());
  }

  /** Of days and windows of single versions. */
  List<Condition> conditions(List<Row> rows) {
    Map<String, List<Row>> series =
        rows.stream()
            .filter(row -> row.getAs(GoldModelQuality.PERIOD).equals(GoldModelQuality.WINDOW))
            .collect(Collectors.groupingBy(QualityWatch::place, TreeMap::new, Collectors.toList()));
    List<Condition> conditions = new ArrayList<>();
    for (List<Row> ofPlace : series.values()) {
      Row newest =
          ofPlace.stream()
              .max(
                  Comparator.comparing(QualityWatch::day)
                      .thenComparing(row -> row.<Timestamp>getAs(BronzeEvents.KNOWN_AT)))
              .orElseThrow();
      String version = newest.getAs(GoldDirection.MODEL_VERSION);
      List<Row> windows =
          ofPlace.stream()
              .filter(row -> version.equals(row.getAs(GoldDirection.MODEL_VERSION)))
              .sorted(Comparator.comparing(QualityWatch::day).reversed())
              .toList();
      Map<LocalDate, Day> judged = new TreeMap<>();
      rows.stream()
          .filter(row -> row.getAs(GoldModelQuality.PERIOD).equals(GoldModelQuality.DAY_ALONE))
          .filter(row -> subject(row).equals(subject(newest)))
          .filter(row -> row.<Long>getAs(GoldModelQuality.JUDGED) > 0)
          .forEach(row -> judged.put(day(row), judged(row)));
      conditions.add(drift(newest));
      conditions.add(lostSkill(windows, judged));
    }
    return conditions;
  }

  private static LocalDate day(Row row) {
    return row.<Date>getAs(BronzeEvents.DAY).toLocalDate();
  }

  /** Feed, length of bars and horizon. */
  private static String place(Row row) {
    return "%s %s +%d"
        .formatted(
            row.<String>getAs(SilverBars.SOURCE_FEED),
            row.<String>getAs(SilverBars.INTERVAL),
            row.<Integer>getAs(GoldDirection.HORIZON));
  }

  private static String subject(Row row) {
    return place(row) + " " + row.<String>getAs(GoldDirection.MODEL_VERSION);
  }

  private static Cause cause(Row row) {
    return new Cause(
        GoldModelQuality.TABLE.id(),
        "day = '%s' AND period = 'window' AND source_feed = '%s' AND interval = '%s' AND horizon = %d"
                .formatted(
                    day(row),
                    row.<String>getAs(SilverBars.SOURCE_FEED),
                    row.<String>getAs(SilverBars.INTERVAL),
                    row.<Integer>getAs(GoldDirection.HORIZON))
            + " AND model_version = '%s'"
                .formatted(row.<String>getAs(GoldDirection.MODEL_VERSION)));
  }

  /** A feature whose PSI is so many times its threshold. */
  private record Drifted(String feature, double psi, double threshold) {
    double times() {
      return psi / threshold;
    }
  }

  private Condition drift(Row newest) {
    List<Row> features = newest.getList(newest.fieldIndex(GoldModelQuality.FEATURE_DRIFT));
    List<Drifted> all =
        features.stream()
            .map(
                row -> {
                  String name = row.getAs("feature");
                  return new Drifted(
                      name, row.<Double>getAs("psi"), settings.driftThresholdOf(name));
                })
            .sorted(
                Comparator.comparingDouble(Drifted::times)
                    .reversed()
                    .thenComparing(Drifted::feature))
            .toList();
    long rows = newest.<Long>getAs(GoldModelQuality.FORECASTS);
    if (all.isEmpty() || rows < settings.leastRows()) {
      return unknown(DRIFT, newest, rows + " forecasts are too few to tell of drift");
    }
    List<String> drifted =
        all.stream().filter(one -> one.times() >= 1).map(Drifted::feature).toList();
    String named =
        String.join(", ", drifted.subList(0, Math.min(MOST_NAMED, drifted.size())))
            + (drifted.size() > MOST_NAMED
                ? " and %d more".formatted(drifted.size() - MOST_NAMED)
                : "");
    return new Condition(
        DRIFT,
        subject(newest),
        drifted.isEmpty() ? State.CLEAR : State.RAISED,
        eventTime(newest),
        all.get(0).psi(),
        all.get(0).threshold(),
        drifted.isEmpty()
            ? "no feature has drifted any more from what the model was trained on"
            : "%d of %d features have drifted from what the model was trained on: %s"
                .formatted(drifted.size(), all.size(), named),
        List.of(cause(newest)));
  }

  /**
   * Lost is skill that stayed below a baseline's, by more than chance, in so many windows one after
   * the other; it is back as soon as the newest does not show that any more.
   */
  private Condition lostSkill(List<Row> windowsNewestFirst, Map<LocalDate, Day> days) {
    Row newest = windowsNewestFirst.get(0);
    List<Row> last =
        windowsNewestFirst.stream()
            .filter(window -> window.<Long>getAs(GoldModelQuality.JUDGED) >= settings.leastRows())
            .filter(window -> in(window, days).size() >= leastDays())
            .limit(settings.lostSkillDays())
            .toList();
    if (last.isEmpty()) {
      return unknown(LOST_SKILL, newest, "no window has enough forecasts to be judged by");
    }
    double bound = SkillBound.of(in(last.get(0), days));
    State state = State.CLEAR;
    if (bound < 0) {
      boolean isLost =
          last.size() == settings.lostSkillDays()
              && last.stream().allMatch(window -> SkillBound.of(in(window, days)) < 0);
      state = isLost ? State.RAISED : State.UNKNOWN;
    }
    return new Condition(
        LOST_SKILL,
        subject(newest),
        state,
        eventTime(last.get(0)),
        bound,
        0,
        state == State.CLEAR
            ? "it is not right less often than a baseline any more, but for chance"
            : "it has been right less often than a baseline, by more than chance, in the windows of"
                + " %d days".formatted(settings.lostSkillDays()),
        last.stream().map(QualityWatch::cause).toList());
  }

  private int leastDays() {
    return Math.max(2, Math.min(SkillBound.LEAST_DAYS, settings.windowDays()));
  }

  /** The days of a window that have judged forecasts. */
  private List<Day> in(Row window, Map<LocalDate, Day> days) {
    LocalDate last = day(window);
    LocalDate first = last.minusDays(settings.windowDays() - 1L);
    return days.entrySet().stream()
        .filter(of -> !of.getKey().isBefore(first) && !of.getKey().isAfter(last))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static Day judged(Row row) {
    return new Day(
        row.<Long>getAs(GoldModelQuality.JUDGED),
        row.<Long>getAs(GoldModelQuality.RIGHT),
        row.<Long>getAs(GoldModelQuality.MAJORITY_RIGHT),
        row.<Long>getAs(GoldModelQuality.PERSISTENCE_RIGHT),
        row.<Long>getAs(GoldModelQuality.REVERSAL_RIGHT));
  }

  private static Instant eventTime(Row row) {
    return row.<Timestamp>getAs(SilverTable.EVENT_TIME).toInstant();
  }

  private static Condition unknown(String rule, Row newest, String sentence) {
    return new Condition(
        rule,
        subject(newest),
        State.UNKNOWN,
        eventTime(newest),
        0,
        0,
        sentence,
        List.of(cause(newest)));
  }
}
