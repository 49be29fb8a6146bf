package io.marketlake.grading;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.grading.SkillBound.Day;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Models whose skill is known. Tier: CI. */
class SkillBoundTest {
  private static final int WINDOW = 20;
  private static final int ROWS = 300;
  private static final int DAYS = 120;
  private static final int MODELS = 60;

  private final Random random = new Random(3);

  /** Days whose prices rise more often on some than on others, and baselines at chance. */
  private List<Day> days(double accuracy) {
    List<Day> days = new ArrayList<>();
    for (int day = 0; day < DAYS; day++) {
      double ups = 0.5 + 0.1 * random.nextGaussian();
      long right = 0;
      long majority = 0;
      long persistence = 0;
      for (int row = 0; row < ROWS; row++) {
        right += random.nextDouble() < accuracy ? 1 : 0;
        majority += random.nextDouble() < ups ? 1 : 0;
        persistence += random.nextBoolean() ? 1 : 0;
      }
      days.add(new Day(ROWS, right, majority, persistence, ROWS - persistence));
    }
    return days;
  }

  private static List<Day> window(List<Day> days, int last) {
    return days.subList(Math.max(0, last + 1 - WINDOW), last + 1);
  }

  /** The first day on which so many windows one after the other were below; DAYS if none was. */
  private static int raisedOn(List<Day> days) {
    int below = 0;
    for (int day = SkillBound.LEAST_DAYS - 1; day < DAYS; day++) {
      below = SkillBound.of(window(days, day)) < 0 ? below + 1 : 0;
      if (below == WINDOW) {
        return day;
      }
    }
    return DAYS;
  }

  private static boolean isBelowBestThreeTimes(List<Day> days) {
    int below = 0;
    for (int day = SkillBound.LEAST_DAYS - 1; day < DAYS && below < 3; day++) {
      List<Day> window = window(days, day);
      long right = window.stream().mapToLong(Day::right).sum();
      long majority = window.stream().mapToLong(Day::majorityRight).sum();
      long persistence = window.stream().mapToLong(Day::persistenceRight).sum();
      long reversal = window.stream().mapToLong(Day::reversalRight).sum();
      below = right < Math.max(majority, Math.max(persistence, reversal)) ? below + 1 : 0;
    }
    return below == 3;
  }

  @Test
  void aModelAtChanceHardlyEverLooksAsIfItHadLostSkillThoughItIsOftenBelowItsBestBaseline() {
    int raised = 0;
    int below = 0;
    for (int model = 0; model < MODELS; model++) {
      List<Day> days = days(0.5);
      raised += raisedOn(days) < DAYS ? 1 : 0;
      below += isBelowBestThreeTimes(days) ? 1 : 0;
    }
    assertThat(raised).isLessThanOrEqualTo(2);
    assertThat(below).isGreaterThan(MODELS / 2);
  }

  @Test
  void aModelThatIsWorseThanChanceIsFound() {
    for (int model = 0; model < 10; model++) {
      assertThat(raisedOn(days(0.46))).isBetween(WINDOW, 60);
    }
  }
}
