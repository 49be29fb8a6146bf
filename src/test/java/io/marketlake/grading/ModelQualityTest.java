package io.marketlake.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.marketlake.TestSpark;
import io.marketlake.TrimmedLog;
import io.marketlake.delta.Commit;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeTables;
import io.marketlake.feature.direction.DirectionSettings;
import io.marketlake.feature.direction.SentimentWindow;
import io.marketlake.maintenance.KeepRules;
import io.marketlake.maintenance.Retention;
import io.marketlake.maintenance.RetentionPlan;
import io.marketlake.maintenance.RetentionResult;
import io.marketlake.registry.DirectionProfile;
import io.marketlake.registry.Evaluation;
import io.marketlake.registry.ModelCard;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.registry.Supplement;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.GoldDirection;
import io.marketlake.schema.GoldModelQuality;
import io.marketlake.schema.Micros;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.Binarizer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forecasts of chance over some days, graded in one go and bit by bit. Tier: CI. */
class ModelQualityTest {
  private static final SparkSession SPARK = TestSpark.session();
  private static final Table BARS = SilverBars.of(Map.of());
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int WINDOW = 2;
  private static final List<Instant> DAYS =
      Stream.of("2026-03-02T14:30:00Z", "2026-03-03T14:30:00Z", "2026-03-05T14:30:00Z")
          .map(Instant::parse)
          .toList();
  private static final DirectionSettings DIRECTION =
      new DirectionSettings(
          MINUTE,
          List.of(1, 5),
          Duration.ofSeconds(5),
          Duration.ofHours(1),
          new SentimentWindow(MINUTE, MINUTE, MINUTE));

  private static final List<List<Double>> DECILES =
      List.of(
          List.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
          List.of(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.2, 0.5, 0.8));

  @TempDir private Path folder;
  private Lake lake;
  private LakeTables tables;
  private ModelRegistry registry;
  private final Random random = new Random(11);
  private long commits;
  private String third = "";

  @BeforeEach
  void makeLake() {
    lake =
        Lake.open(
            SPARK,
            LakeLocation.of(
                folder.toString(), new S3Settings(Optional.empty(), Optional.empty(), false)));
    tables = lake.tables();
    tables.ensure(BARS);
    tables.ensure(GoldDirection.TABLE);
    registry = new ModelRegistry(lake.models(), SPARK.sparkContext().hadoopConfiguration());
    third = publish();
  }

  /** A version of a model for five bars ahead, of whose training data two features are known. */
  private String publish() {
    DirectionProfile profile =
        new DirectionProfile(
            "1m", 5, 1, List.of("even", "mostly_zero"), DECILES, 0.5, 1000, 0, 0, "a test's");
    PipelineModel model =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new Binarizer().setInputCol("a").setOutputCol("b").setThreshold(0)
                })
            .fit(SPARK.range(1).selectExpr("CAST(id AS DOUBLE) AS a"));
    Evaluation none = new Evaluation(1, 0.5, 0.5, 0.7, List.of(), List.of(), null, Map.of());
    ModelCard card =
        new ModelCard(
            DirectionProfile.kind("1m", 5),
            new ModelCard.TrainingData("none", "0", Map.of(), 0),
            new ModelCard.Split("none", 0, 0, 0, 0),
            Map.of(),
            none,
            none,
            "chance",
            "2026-01-01T00:00:00Z",
            0,
            Map.of());
    return registry
        .publish(
            card.kind(),
            model,
            card,
            Optional.empty(),
            new Supplement(Map.of(Supplement.PROFILE, profile), ""))
        .version();
  }

  private ModelQuality quality() {
    return new ModelQuality(tables, BARS, DIRECTION, WINDOW, registry);
  }

  private void append(Table table, List<Row> rows) {
    boolean unused =
        tables.append(
            table,
            tables.frame(rows, table).coalesce(1),
            new Commit("load", commits, "r" + commits));
    commits++;
  }

  private static Row row(Table table, Map<String, @Nullable Object> values) {
    return RowFactory.create(Stream.of(table.structType().fieldNames()).map(values::get).toArray());
  }

  private static Row bar(Instant start) {
    Map<String, @Nullable Object> values = new HashMap<>();
    values.put(BronzeEvents.DAY, Micros.day(Micros.of(start)));
    values.put(SilverTable.EVENT_TIME, Timestamp.from(start.plus(MINUTE)));
    values.put(BronzeEvents.KNOWN_AT, Timestamp.from(start.plus(MINUTE)));
    values.put(SilverBars.SOURCE_FEED, "ticks");
    values.put(SilverBars.SYMBOL, "AAA");
    values.put(SilverBars.INTERVAL, "1m");
    values.put(SilverBars.BAR_START, Timestamp.from(start));
    values.put(SilverBars.BAR_END, Timestamp.from(start.plus(MINUTE)));
    values.put(SilverBars.IN_SESSION, true);
    values.put(SilverBars.IS_WARM, true);
    values.put(SilverBars.REVISION, 0);
    values.put(Coordinate.CLUSTER_ID, "c");
    return row(BARS, values);
  }

  /** A forecast, late for one in eight, and what may have become of it. */
  private List<Row> forecast(Instant start, int horizon, String version) {
    Map<String, @Nullable Object> values = new HashMap<>();
    boolean isLate = random.nextInt(8) == 0;
    Instant known = start.plus(MINUTE);
    values.put(BronzeEvents.DAY, Micros.day(Micros.of(start)));
    values.put(SilverTable.EVENT_TIME, Timestamp.from(known));
    values.put(BronzeEvents.KNOWN_AT, Timestamp.from(known));
    values.put(GoldDirection.KIND, isLate ? GoldDirection.LATE : GoldDirection.FORECAST);
    values.put(SilverBars.SOURCE_FEED, "ticks");
    values.put(SilverBars.SYMBOL, "AAA");
    values.put(SilverBars.INTERVAL, "1m");
    values.put(SilverBars.BAR_START, Timestamp.from(start));
    values.put(GoldDirection.HORIZON, horizon);
    values.put(GoldDirection.BAR_KNOWN_AT, Timestamp.from(known));
    values.put(GoldDirection.MODEL_VERSION, version);
    values.put(GoldDirection.MAJORITY, 1);
    values.put(GoldDirection.TREND, random.nextInt(3) - 1);
    if (isLate) {
      return List.of(row(GoldDirection.TABLE, values));
    }
    values.put(GoldDirection.P_UP, random.nextDouble());
    values.put(
        GoldDirection.FEATURES,
        new Double[] {random.nextDouble(), random.nextInt(3) == 0 ? random.nextDouble() : 0.0});
    Map<String, @Nullable Object> outcome = new HashMap<>(values);
    outcome.put(GoldDirection.KIND, GoldDirection.OUTCOME_KIND);
    outcome.put(GoldDirection.FEATURES, null);
    outcome.put(BronzeEvents.KNOWN_AT, Timestamp.from(known.plus(MINUTE.multipliedBy(horizon))));
    outcome.put(
        GoldDirection.OUTCOME,
        List.of("up", "down", "up", "down", "up", "tie", "no_price").get(random.nextInt(7)));
    return List.of(row(GoldDirection.TABLE, values), row(GoldDirection.TABLE, outcome));
  }

  /** A day's bars, the first ten of them without a forecast, and two models after another. */
  private void appendDay(Instant open) {
    List<Row> bars = new ArrayList<>();
    List<Row> forecasts = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Instant start = open.plus(MINUTE.multipliedBy(i));
      bars.add(bar(start));
      if (i >= 10) {
        forecasts.addAll(forecast(start, 1, i < 30 ? "first" : "second"));
        forecasts.addAll(forecast(start, 5, third));
      }
    }
    append(BARS, bars);
    append(GoldDirection.TABLE, forecasts);
  }

  private List<String> graded() {
    return tables
        .read(GoldModelQuality.TABLE)
        .drop(GoldModelQuality.DIRECTION_VERSION, GoldModelQuality.BARS_VERSION)
        .toJSON()
        .collectAsList()
        .stream()
        .sorted()
        .toList();
  }

  @Test
  void whatIsGradedBitByBitIsWhatARecomputationOfAllRowsGives() {
    for (Instant day : DAYS) {
      appendDay(day);
      assertThat(quality().run()).isTrue();
      assertThat(quality().run()).as("nothing has come since").isFalse();
    }
    // An outcome that comes days later touches its own day and the windows that this lies in.
    append(GoldDirection.TABLE, forecast(DAYS.get(0).plus(Duration.ofHours(3)), 1, "first"));
    assertThat(quality().run()).isTrue();
    List<String> bitByBit = graded();
    assertThat(regraded()).isEqualTo(bitByBit);

    List<Row> all = tables.read(GoldDirection.TABLE).collectAsList();
    List<Row> bars = tables.read(BARS).collectAsList();
    List<Row> rows = tables.read(GoldModelQuality.TABLE).collectAsList();
    // Three days and windows of two horizons: two models and all of one, one and all of the other.
    assertThat(rows).hasSize(2 * 3 * 5);
    rows.forEach(
        row -> {
          assertIsThatOf(row, all);
          assertCoverage(row, all, bars);
        });
    assertThat(rows).filteredOn(row -> third.equals(version(row))).hasSize(6);
    rows.stream().filter(row -> third.equals(version(row))).forEach(row -> assertDrift(row, all));

    // Where the log has forgotten what came since, all is graded anew.
    append(GoldDirection.TABLE, forecast(DAYS.get(1).plus(Duration.ofHours(3)), 5, third));
    append(BARS, List.of(bar(DAYS.get(1).plus(Duration.ofHours(4)))));
    append(GoldDirection.TABLE, forecast(DAYS.get(2).plus(Duration.ofHours(3)), 5, third));
    append(BARS, List.of(bar(DAYS.get(2).plus(Duration.ofHours(4)))));
    TrimmedLog.of(tables, GoldDirection.TABLE);
    TrimmedLog.of(tables, BARS);
    assertThat(quality().run()).isTrue();
    List<String> afterTrim = graded();
    assertThat(afterTrim).isNotEqualTo(bitByBit);
    assertThat(regraded()).isEqualTo(afterTrim);
  }

  /** All days anew, two at once. */
  private List<String> regraded() {
    tables.drop(GoldModelQuality.TABLE);
    assertThat(new ModelQuality(tables, BARS, DIRECTION, WINDOW, registry, 2).run()).isTrue();
    return graded();
  }

  private static String version(Row row) {
    return row.getAs(GoldDirection.MODEL_VERSION);
  }

  /** The first day of a grade's period. */
  private static Date first(Row row) {
    Date day = row.getAs(BronzeEvents.DAY);
    boolean isWindow = row.getAs(GoldModelQuality.PERIOD).equals(GoldModelQuality.WINDOW);
    return isWindow ? Date.valueOf(day.toLocalDate().minusDays(WINDOW - 1)) : day;
  }

  /** The rows of gold.direction that a grade is of. */
  private static List<Row> own(Row grade, List<Row> all) {
    return all.stream()
        .filter(of -> !of.<Date>getAs(BronzeEvents.DAY).before(first(grade)))
        .filter(of -> !of.<Date>getAs(BronzeEvents.DAY).after(grade.getAs(BronzeEvents.DAY)))
        .filter(of -> of.getAs(GoldDirection.HORIZON).equals(grade.getAs(GoldDirection.HORIZON)))
        .filter(
            of -> version(grade).equals(GoldModelQuality.ANY) || version(grade).equals(version(of)))
        .toList();
  }

  private static void assertCoverage(Row row, List<Row> all, List<Row> bars) {
    long due = 0;
    for (Date day : own(row, all).stream().map(of -> of.<Date>getAs("day")).distinct().toList()) {
      List<Timestamp> known =
          own(row, all).stream()
              .filter(of -> day.equals(of.getAs(BronzeEvents.DAY)))
              .filter(of -> !GoldDirection.OUTCOME_KIND.equals(of.getAs(GoldDirection.KIND)))
              .map(of -> of.<Timestamp>getAs(GoldDirection.BAR_KNOWN_AT))
              .sorted()
              .toList();
      for (Row bar : bars) {
        Timestamp at = bar.getAs(BronzeEvents.KNOWN_AT);
        boolean isAtWork =
            version(row).equals(GoldModelQuality.ANY)
                || (!at.before(known.get(0)) && !at.after(known.get(known.size() - 1)));
        due += day.equals(bar.getAs(BronzeEvents.DAY)) && isAtWork ? 1 : 0;
      }
    }
    assertThat(row.<Long>getAs(GoldModelQuality.BARS_DUE)).as(row.toString()).isEqualTo(due);
    assertThat(row.<Double>getAs(GoldModelQuality.COVERAGE))
        .isEqualTo((double) count(own(row, all), "forecast") / due);
  }

  private static void assertDrift(Row row, List<Row> all) {
    List<Row> forecasts =
        own(row, all).stream()
            .filter(of -> GoldDirection.FORECAST.equals(of.getAs(GoldDirection.KIND)))
            .toList();
    List<Row> drift = row.getList(row.fieldIndex(GoldModelQuality.FEATURE_DRIFT));
    assertThat(drift).extracting(of -> of.getAs("feature")).containsExactly("even", "mostly_zero");
    for (int i = 0; i < DECILES.size(); i++) {
      int feature = i;
      List<Double> values =
          forecasts.stream()
              .map(of -> of.<Double>getList(of.fieldIndex(GoldDirection.FEATURES)).get(feature))
              .toList();
      assertThat(drift.get(i).<Double>getAs("psi"))
          .as(row.toString())
          .isCloseTo(psi(values, DECILES.get(i)), within(1e-9))
          .isPositive();
    }
  }

  /** What a bin lacks of rows counts as half a row; equal deciles are one edge, in their middle. */
  private static double psi(List<Double> values, List<Double> deciles) {
    List<Double> edges = deciles.stream().distinct().toList();
    double psi = 0;
    double before = 0;
    for (int bin = 0; bin <= edges.size(); bin++) {
      double below = bin == 0 ? Double.NEGATIVE_INFINITY : edges.get(bin - 1);
      double upTo = bin == edges.size() ? Double.POSITIVE_INFINITY : edges.get(bin);
      long rows = values.stream().filter(value -> value > below && value <= upTo).count();
      long reached = deciles.stream().filter(decile -> decile <= upTo).count();
      boolean isTied = deciles.stream().filter(decile -> decile == upTo).count() > 1;
      double share = bin == edges.size() ? 1 : (reached + (isTied ? 0.5 : 0)) / 10;
      double seen = Math.max((double) rows, 0.5) / values.size();
      psi += (seen - (share - before)) * Math.log(seen / (share - before));
      before = share;
    }
    return psi;
  }

  private static void assertIsThatOf(Row row, List<Row> all) {
    List<Row> own = own(row, all);
    long judged = 0;
    long right = 0;
    long majority = 0;
    long persistence = 0;
    long reversal = 0;
    double brier = 0;
    double loss = 0;
    long[] binRows = new long[10];
    long[] binUps = new long[10];
    double[] binSums = new double[10];
    for (Row of : own) {
      String outcome = of.getAs(GoldDirection.OUTCOME);
      if (!"up".equals(outcome) && !"down".equals(outcome)) {
        continue;
      }
      boolean isUp = outcome.equals("up");
      double p = of.<Double>getAs(GoldDirection.P_UP);
      int trend = of.<Integer>getAs(GoldDirection.TREND);
      judged++;
      right += p > 0.5 == isUp ? 1 : 0;
      majority += isUp ? 1 : 0;
      persistence += trend >= 0 == isUp ? 1 : 0;
      reversal += trend <= 0 == isUp ? 1 : 0;
      brier += Math.pow(p - (isUp ? 1 : 0), 2);
      loss -= Math.log(isUp ? p : 1 - p);
      int bin = (int) Math.floor(p * 10);
      binRows[bin]++;
      binUps[bin] += isUp ? 1 : 0;
      binSums[bin] += p;
    }
    String of = row.toString();
    assertThat(row.<Long>getAs(GoldModelQuality.JUDGED)).as(of).isEqualTo(judged).isPositive();
    assertThat(row.<Long>getAs(GoldModelQuality.LATE)).as(of).isEqualTo(count(own, "late"));
    assertThat(row.<Long>getAs(GoldModelQuality.FORECASTS))
        .as(of)
        .isEqualTo(count(own, "forecast"));
    assertThat(row.<Double>getAs(GoldModelQuality.ACCURACY)).isEqualTo((double) right / judged);
    assertThat(row.<Double>getAs(GoldModelQuality.MAJORITY_ACCURACY))
        .isEqualTo((double) majority / judged);
    assertThat(row.<Double>getAs(GoldModelQuality.PERSISTENCE_ACCURACY))
        .isEqualTo((double) persistence / judged);
    assertThat(row.<Double>getAs(GoldModelQuality.REVERSAL_ACCURACY))
        .isEqualTo((double) reversal / judged);
    assertThat(row.<Double>getAs(GoldModelQuality.BRIER)).isCloseTo(brier / judged, within(1e-12));
    assertThat(row.<Double>getAs(GoldModelQuality.LOG_LOSS))
        .isCloseTo(loss / judged, within(1e-12));
    assertThat(row.<Long>getAs(GoldModelQuality.TIES)).isEqualTo(outcomes(own, "tie"));
    assertThat(row.<Long>getAs(GoldModelQuality.WITHOUT_PRICE))
        .isEqualTo(outcomes(own, "no_price"));
    List<Row> bins = row.getList(row.fieldIndex(GoldModelQuality.CALIBRATION));
    assertThat(bins).hasSize(10);
    for (int bin = 0; bin < 10; bin++) {
      assertThat(bins.get(bin).<Long>getAs("rows")).isEqualTo(binRows[bin]);
      assertThat(bins.get(bin).<Long>getAs("up")).isEqualTo(binUps[bin]);
      if (binRows[bin] > 0) {
        assertThat(bins.get(bin).<Double>getAs("mean_p"))
            .isCloseTo(binSums[bin] / binRows[bin], within(1e-12));
        assertThat(bins.get(bin).<Double>getAs("up_share"))
            .isEqualTo((double) binUps[bin] / binRows[bin]);
      }
    }
  }

  private static long outcomes(List<Row> rows, String outcome) {
    return rows.stream().filter(row -> outcome.equals(row.getAs(GoldDirection.OUTCOME))).count();
  }

  private static long count(List<Row> rows, String kind) {
    return rows.stream().filter(row -> kind.equals(row.getAs(GoldDirection.KIND))).count();
  }

  @Test
  void aDayWithBarsAndNoForecastIsOneOfNoCoverage() {
    appendDay(DAYS.get(0));
    append(BARS, List.of(bar(DAYS.get(1)), bar(DAYS.get(1).plus(MINUTE))));
    assertThat(quality().run()).isTrue();
    List<Row> rows =
        tables
            .read(GoldModelQuality.TABLE)
            .filter("day = DATE'2026-03-03' AND period = 'day'")
            .collectAsList();
    assertThat(rows).hasSize(2);
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.<Long>getAs(GoldModelQuality.BARS_DUE)).isEqualTo(2);
              assertThat(row.<Double>getAs(GoldModelQuality.COVERAGE)).isZero();
              assertThat(row.<Double>getAs(GoldModelQuality.ACCURACY)).isNull();
            });
  }

  /** Days before the second one go. */
  private void retain(Table table) {
    List<RetentionResult> gone =
        new Retention(
                lake,
                new KeepRules(Map.of(table.id(), 1), Map.of()),
                new RetentionPlan(List.of(), List.of(), List.of()),
                List.of(),
                Set.of(),
                DAYS.get(1).plus(Duration.ofDays(1)),
                "a test")
            .run();
    assertThat(gone).extracting(RetentionResult::rows).allMatch(rows -> rows > 0).hasSize(1);
  }

  @Test
  void aRetentionOfForecastsLeavesTheirGradesAndOneOfGradesIsNotUndone() {
    appendDay(DAYS.get(0));
    appendDay(DAYS.get(1));
    assertThat(quality().run()).isTrue();
    List<String> before = graded();
    retain(GoldDirection.TABLE);
    assertThat(quality().run()).isFalse();
    append(BARS, List.of(bar(DAYS.get(1).plus(Duration.ofHours(4)))));
    assertThat(quality().run()).isTrue();
    assertThat(graded()).hasSameSizeAs(before).containsAll(ofDay(before, DAYS.get(0)));
    assertThat(
            tables
                .read(GoldModelQuality.TABLE)
                .filter("day = DATE'2026-03-03' AND period = 'window'")
                .select(GoldModelQuality.DAYS)
                .distinct()
                .collectAsList())
        .containsExactly(RowFactory.create(WINDOW));

    retain(GoldModelQuality.TABLE);
    appendDay(DAYS.get(2));
    assertThat(quality().run()).isTrue();
    assertThat(ofDay(graded(), DAYS.get(0))).isEmpty();
    assertThat(ofDay(graded(), DAYS.get(1))).isNotEmpty();
  }

  private static List<String> ofDay(List<String> grades, Instant moment) {
    String day = "\"day\":\"" + moment.toString().substring(0, 10);
    return grades.stream().filter(grade -> grade.contains(day)).toList();
  }
}
