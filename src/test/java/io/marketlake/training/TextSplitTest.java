package io.marketlake.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.schema.GoldSentiment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Tier: CI. */
class TextSplitTest {

  @Property(tries = 40)
  void each_side_and_each_fold_has_its_share_of_every_class_and_whole_groups(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 6) int folds) {
    List<LabelledText> texts = texts();
    TextSplit split = TextSplit.of(texts, seed);
    boolean[] held = split.holdout(0.2);
    int[] fold = split.folds(folds);

    for (String label : GoldSentiment.LABELS) {
      assertThat(count(texts, held, label)).isBetween(18L, 22L);
      for (int i = 0; i < folds; i++) {
        assertThat(count(texts, TextSplit.isFold(fold, i), label))
            .isBetween(100L / folds - 3, 100L / folds + 3);
      }
    }
    for (int i = 0; i + 1 < texts.size(); i += 2) {
      assertThat(held[i]).isEqualTo(held[i + 1]);
      assertThat(fold[i]).isEqualTo(fold[i + 1]);
    }
  }

  @Property(tries = 5)
  void the_seed_decides(@ForAll @IntRange(max = 1000) int seed) {
    List<LabelledText> texts = texts();

    assertThat(TextSplit.of(texts, seed).holdout(0.2))
        .isEqualTo(TextSplit.of(texts, seed).holdout(0.2))
        .isNotEqualTo(TextSplit.of(texts, seed + 1).holdout(0.2));
  }

  @Property(tries = 1)
  void folds_share_no_row() {
    int[] fold = TextSplit.of(texts(), 1).folds(5);
    Set<Integer> rows = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      boolean[] is = TextSplit.isFold(fold, i);
      for (int row = 0; row < is.length; row++) {
        assertThat(is[row] && !rows.add(row)).isFalse();
      }
    }
    assertThat(rows).hasSize(300);
  }

  /** 150 pairs that differ in a figure alone, 50 of each label. */
  private static List<LabelledText> texts() {
    List<LabelledText> texts = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      String label = GoldSentiment.LABELS.get(i % 3);
      texts.add(new LabelledText("word" + i + " other" + i + " up 5 %", label));
      texts.add(new LabelledText("word" + i + " other" + i + " up 6 %", label));
    }
    return texts;
  }

  private static long count(List<LabelledText> texts, boolean[] side, String label) {
    return TextSplit.side(texts, side, true).stream().filter(t -> t.label().equals(label)).count();
  }
}
