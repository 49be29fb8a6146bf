package io.marketlake.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.marketlake.registry.PairedBootstrap.Cell;
import io.marketlake.registry.PairedBootstrap.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
class PairedBootstrapTest {
  private static final long SEED = 7;

  private static Result run(List<Cell> cells) {
    return new PairedBootstrap(3, cells).run(2_000, SEED);
  }

  /** Both right on some texts of each class, and one of them wrong on some more. */
  private static List<Cell> cells(int bothRight, int onlyChampion, int onlyChallenger) {
    List<Cell> cells = new ArrayList<>();
    for (int label = 0; label < 3; label++) {
      int other = (label + 1) % 3;
      cells.add(new Cell(label, label, label, bothRight));
      cells.add(new Cell(label, label, other, onlyChampion));
      cells.add(new Cell(label, other, label, onlyChallenger));
    }
    return cells;
  }

  @Test
  void the_figures_are_those_of_all_texts() {
    Result result = run(cells(80, 5, 15));

    assertThat(result.texts()).isEqualTo(300);
    assertThat(result.championAccuracy()).isEqualTo(0.85);
    assertThat(result.challengerAccuracy()).isEqualTo(0.95);
    assertThat(result.championMacroF1()).isCloseTo(0.85, within(1e-12));
    assertThat(result.challengerMacroF1()).isCloseTo(0.95, within(1e-12));
  }

  /** The interval of a mean of paired differences of 0, 1 and -1, by the normal approximation. */
  @Test
  void the_interval_is_as_wide_as_theory_has_it() {
    Result result = run(cells(80, 5, 15));

    double mean = 0.1;
    double deviation = Math.sqrt((0.2 - mean * mean) / 300);
    assertThat(result.low()).isCloseTo(mean - 1.96 * deviation, within(0.01));
    assertThat(result.high()).isCloseTo(mean + 1.96 * deviation, within(0.01));
  }

  @Test
  void the_same_answers_are_no_difference_and_few_texts_are_no_evidence() {
    Result same = run(cells(50, 0, 0));
    assertThat(same.low()).isZero();
    assertThat(same.high()).isZero();

    Result few = run(cells(10, 2, 3));
    assertThat(few.low()).isNegative();
    assertThat(few.high()).isPositive();
  }

  @Test
  void one_seed_gives_one_answer_whatever_the_order_of_the_cells() {
    List<Cell> reversed = cells(80, 5, 15);
    Collections.reverse(reversed);

    assertThat(run(reversed)).isEqualTo(run(cells(80, 5, 15)));
  }

  @Test
  void without_a_text_there_is_no_evidence() {
    Result none = run(List.of());

    assertThat(none).isEqualTo(new Result(0, 0, 0, 0, 0, 0, 0));
    assertThat(comparison(none, true).beatsTheChampion()).isFalse();
    assertThat(comparison(none, true).sentence())
        .isEqualTo(
            "only 0 held-out texts are new to the champion v1, and a comparison needs 30; 9 texts it"
                + " was fitted on are left out");
  }

  @Test
  void evidence_is_an_interval_above_zero_and_the_sentence_says_what_is_not_known() {
    Comparison better = comparison(run(cells(80, 5, 15)), false);
    Comparison worse = comparison(run(cells(80, 15, 5)), true);

    assertThat(better.beatsTheChampion()).isTrue();
    assertThat(better.sentence())
        .startsWith("macro-F1 0.9500 against 0.8500 of the champion v1 on 300 held-out texts")
        .contains("which lies above zero; 9 texts it was fitted on are left out")
        .endsWith("is not known, and it may have seen these");
    assertThat(worse.beatsTheChampion()).isFalse();
    assertThat(worse.sentence()).contains("which does not lie above zero").doesNotContain("seen");
  }

  private static Comparison comparison(Result result, boolean championKnown) {
    return new Comparison(
        "v1",
        result.texts(),
        9,
        championKnown,
        result.championMacroF1(),
        result.challengerMacroF1(),
        result.championAccuracy(),
        result.challengerAccuracy(),
        result.low(),
        result.high(),
        2_000,
        SEED);
  }

  @Test
  void fingerprints_survive_being_stored() {
    Fingerprints stored =
        Fingerprints.read(Fingerprints.of(LongStream.of(5, -1, Long.MIN_VALUE, 5)).bytes());

    assertThat(stored.count()).isEqualTo(3);
    assertThat(stored.contains(-1)).isTrue();
    assertThat(stored.contains(Long.MIN_VALUE)).isTrue();
    assertThat(stored.contains(4)).isFalse();
  }
}
