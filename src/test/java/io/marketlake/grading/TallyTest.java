package io.marketlake.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
class TallyTest {
  private static final double[] EVEN = {1, 2, 3, 4, 5, 6, 7, 8, 9};

  private static long[] counted(double[] values, double[] deciles) {
    Tally tally = new Tally();
    for (double value : values) {
      tally.addFeatures(new double[] {value}, new double[][] {deciles});
    }
    return tally.features[0];
  }

  private static double psi(double[] values, double[] deciles) {
    return Tally.psi(counted(values, deciles), deciles);
  }

  @Test
  void aValueLiesInTheTenthThatEndsWithIt() {
    assertThat(Tally.tenth(0.5, EVEN)).isZero();
    assertThat(Tally.tenth(1, EVEN)).isZero();
    assertThat(Tally.tenth(1.5, EVEN)).isEqualTo(1);
    assertThat(Tally.tenth(9, EVEN)).isEqualTo(8);
    assertThat(Tally.tenth(10, EVEN)).isEqualTo(9);
  }

  /** Twice as many in the lower half: 5 * (2/15 - 1/10) * ln(4/3) + 5 * (1/15 - 1/10) * ln(2/3). */
  @Test
  void theIndexIsTheSumOverTheTenths() {
    long[] counts = {20, 20, 20, 20, 20, 10, 10, 10, 10, 10};
    double expected =
        5 * (2.0 / 15 - 0.1) * Math.log(4.0 / 3) + 5 * (1.0 / 15 - 0.1) * Math.log(2.0 / 3);
    assertThat(Tally.psi(counts, EVEN)).isCloseTo(expected, within(1e-12));
    assertThat(Tally.psi(new long[] {7, 7, 7, 7, 7, 7, 7, 7, 7, 7}, EVEN))
        .isCloseTo(0, within(1e-12));
    assertThat(Tally.psi(new long[10], EVEN)).isZero();
  }

  @Test
  void theSameDistributionHasNotDriftedAndAShiftedOneHas() {
    Random random = new Random(4);
    double[] same = random.doubles(5000, 0, 10).toArray();
    assertThat(psi(same, EVEN)).isLessThan(0.02);
    double[] shifted = Arrays.stream(same).map(value -> value + 3).toArray();
    assertThat(psi(shifted, EVEN)).isGreaterThan(0.25);
  }

  /** As the sentiment of a share that is seldom written of. */
  @Test
  void aFeatureThatIsMostlyOneValueHasNotDriftedWhileItIs() {
    double[] mostlyZero = {0, 0, 0, 0, 0, 0, 0, 0, 0.3};
    double[] same = new double[1000];
    Arrays.fill(same, 850, 900, 0.2);
    Arrays.fill(same, 900, 1000, 0.9);
    assertThat(psi(same, mostlyZero)).isLessThan(0.02);
    double[] constant = new double[9];
    assertThat(psi(new double[500], constant)).isLessThan(0.02);
    double[] gone = new double[1000];
    Arrays.fill(gone, 0.9);
    assertThat(psi(gone, mostlyZero)).isGreaterThan(1);
  }
}
