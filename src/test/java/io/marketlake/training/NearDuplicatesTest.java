package io.marketlake.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
class NearDuplicatesTest {
  private static final String LONG =
      "acme shares rise on the back of strong quarterly sales in asia and a better outlook for the"
          + " coming year as the new plant opens ahead of plan";

  @Test
  void texts_that_differ_in_a_figure_or_a_word_of_many_are_one_group() {
    List<String> texts =
        List.of(
            LONG,
            "the weather is fine",
            LONG + " today",
            "profit up 5 %",
            "profit up 17.5 percent",
            "profit down 5 %");

    int[] groups = NearDuplicates.groups(texts);

    assertThat(groups).containsExactly(0, 1, 0, 3, 3, 5);
  }

  /** Against a plain comparison of all pairs. */
  @Test
  void no_pair_above_the_bound_is_missed_and_none_below_is_joined() {
    List<String> texts = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 60; i++) {
      List<String> words = new ArrayList<>();
      for (int j = 0; j < 22; j++) {
        words.add("w" + random.nextInt(400));
      }
      texts.add(String.join(" ", words));
      words.set(random.nextInt(words.size()), "other");
      texts.add(String.join(" ", words));
      words.set(random.nextInt(words.size()), "again");
      words.set(random.nextInt(words.size()), "more");
      texts.add(String.join(" ", words));
    }

    assertThat(partition(NearDuplicates.groups(texts))).isEqualTo(partition(plain(texts)));
  }

  @Test
  void the_order_of_the_texts_changes_no_group() {
    List<String> texts = new ArrayList<>(List.of(LONG, LONG + " today", "a b c", "c b a", "up"));
    int before = distinct(NearDuplicates.groups(texts));
    Collections.reverse(texts);

    assertThat(distinct(NearDuplicates.groups(texts))).isEqualTo(before).isEqualTo(3);
  }

  private static int distinct(int[] groups) {
    return (int) Arrays.stream(groups).distinct().count();
  }

  private static int[] plain(List<String> texts) {
    int[] groups = new int[texts.size()];
    Arrays.setAll(groups, i -> i);
    for (int i = 0; i < groups.length; i++) {
      for (int j = 0; j < i; j++) {
        if (NearDuplicates.cosine(texts.get(i), texts.get(j)) > NearDuplicates.LEAST_COSINE) {
          int from = groups[i];
          int to = groups[j];
          Arrays.setAll(groups, k -> groups[k] == from ? to : groups[k]);
        }
      }
    }
    return groups;
  }

  private static List<List<Integer>> partition(int[] groups) {
    Map<Integer, List<Integer>> members = new HashMap<>();
    for (int i = 0; i < groups.length; i++) {
      members.computeIfAbsent(groups[i], g -> new ArrayList<>()).add(i);
    }
    List<List<Integer>> all = new ArrayList<>(members.values());
    all.sort((a, b) -> a.get(0) - b.get(0));
    return all;
  }
}
