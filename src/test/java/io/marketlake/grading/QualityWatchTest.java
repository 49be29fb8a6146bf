package io.marketlake.grading;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.alert.Condition;
import io.marketlake.alert.Condition.State;
import io.marketlake.schema.GoldModelQuality;
import io.marketlake.schema.Micros;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.junit.jupiter.api.Test;
import scala.collection.JavaConverters;

/** Windows by hand. Tier: CI. */
class QualityWatchTest {
  private static final QualitySettings SETTINGS =
      new QualitySettings(20, 100, 3, 0.25, Map.of("patient", 5.0));
  private static final double[][] DECILES = {
    {1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 2, 3, 4, 5, 6, 7, 8, 9}
  };
  private static final long[] LIKE_TRAINING = {10, 10, 10, 10, 10, 10, 10, 10, 10, 10};
  private static final long[] SHIFTED = {0, 0, 0, 0, 0, 0, 0, 30, 30, 40};

  private static Row window(int day, String version, int right, long[] first, long[] second) {
    return row(GoldModelQuality.WINDOW, day, version, right, first, second);
  }

  private static Row row(
      String period, int day, String version, int right, long[] first, long[] second) {
    Tally tally = new Tally();
    LocalDate date = LocalDate.parse("2026-03-01").plusDays(day);
    long known = Micros.of(Instant.parse(date + "T20:00:00Z"));
    tally.addTimes(known, known);
    tally.judged = 100;
    tally.forecasts = 100;
    tally.right = right;
    tally.majorityRight = 52;
    tally.persistenceRight = 40;
    tally.reversalRight = 60;
    tally.features = new long[][] {first, second};
    Row row =
        new QualityRows(0, 0)
            .row(
                new Group(date, "ticks", "1m", 5, version),
                period,
                tally,
                List.of("quick", "patient"),
                DECILES);
    Object[] values = new Object[row.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(i);
    }
    int drift = GoldModelQuality.TABLE.structType().fieldIndex(GoldModelQuality.FEATURE_DRIFT);
    List<Row> features =
        Stream.of((Row[]) row.get(drift)).<Row>map(QualityWatchTest::withNames).toList();
    // As a table gives it back.
    values[drift] = JavaConverters.asScalaBuffer(features).toSeq();
    return new GenericRowWithSchema(values, GoldModelQuality.TABLE.structType());
  }

  private static Row withNames(Row feature) {
    return new GenericRowWithSchema(
        new Object[] {feature.get(0), feature.get(1), feature.get(2)}, GoldModelQuality.FEATURE);
  }

  private static Condition found(String rule, Row... windows) {
    List<Condition> found =
        new QualityWatch(SETTINGS)
            .conditions(List.of(windows)).stream().filter(c -> c.rule().equals(rule)).toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  /** Days and their windows, on which of 100 forecasts so many were right, and of reversal 60. */
  private static Row[] skilled(int... right) {
    List<Row> rows = new ArrayList<>();
    for (int day = 0; day < right.length; day++) {
      for (String period : List.of(GoldModelQuality.DAY_ALONE, GoldModelQuality.WINDOW)) {
        rows.add(row(period, day, "v1", right[day], LIKE_TRAINING, LIKE_TRAINING));
      }
    }
    return rows.toArray(Row[]::new);
  }

  private static int[] days(int count, int right) {
    return IntStream.generate(() -> right).limit(count).toArray();
  }

  @Test
  void skillIsLostWhereThreeWindowsWereBelowABaselineByMoreThanChance() {
    assertThat(found(QualityWatch.LOST_SKILL, skilled(days(9, 50))).state())
        .as("nine days tell nothing")
        .isEqualTo(State.UNKNOWN);
    assertThat(found(QualityWatch.LOST_SKILL, skilled(days(11, 50))).state())
        .as("not in three windows")
        .isEqualTo(State.UNKNOWN);
    Condition lost = found(QualityWatch.LOST_SKILL, skilled(days(12, 50)));
    assertThat(lost.state()).isEqualTo(State.RAISED);
    assertThat(lost.subject()).isEqualTo("ticks 1m +5 v1");
    assertThat(lost.value()).isEqualTo(-0.10);
    assertThat(lost.threshold()).isZero();
    assertThat(lost.causes()).hasSize(3);
  }

  @Test
  void skillIsNotLostWhereItIsBelowABaselineByNoMoreThanChance() {
    // 57.5 of 100 against 60, some days far above and some far below.
    int[] odd = {45, 70, 45, 70, 45, 70, 45, 70, 45, 70, 45, 70, 45, 70};
    Condition noisy = found(QualityWatch.LOST_SKILL, skilled(odd));
    assertThat(noisy.state()).isEqualTo(State.CLEAR);
    assertThat(noisy.value()).isPositive();
  }

  @Test
  void aFeatureHasDriftedByItsOwnThreshold() {
    Condition drifted = found(QualityWatch.DRIFT, window(0, "v1", 60, SHIFTED, LIKE_TRAINING));
    assertThat(drifted.state()).isEqualTo(State.RAISED);
    assertThat(drifted.sentence()).contains("1 of 2 features").contains("quick");
    assertThat(found(QualityWatch.DRIFT, window(0, "v1", 60, LIKE_TRAINING, SHIFTED)).state())
        .isEqualTo(State.CLEAR);
    assertThat(
            found(
                    QualityWatch.DRIFT,
                    window(0, "v1", 60, SHIFTED, SHIFTED),
                    window(1, "v1", 60, LIKE_TRAINING, LIKE_TRAINING))
                .state())
        .as("the newest window counts")
        .isEqualTo(State.CLEAR);
  }

  @Test
  void theModelThatForecastLastIsWatchedAlone() {
    Condition drift =
        found(
            QualityWatch.DRIFT,
            window(0, "v1", 60, SHIFTED, SHIFTED),
            window(1, "v2", 60, LIKE_TRAINING, LIKE_TRAINING));
    assertThat(drift.subject()).isEqualTo("ticks 1m +5 v2");
    assertThat(drift.state()).isEqualTo(State.CLEAR);
  }
}
