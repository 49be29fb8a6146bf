package io.marketlake.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.error.PipelineException;
import io.marketlake.registry.AliasHistory.Occasion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
class AliasHistoryTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final AliasHistory EMPTY = new AliasHistory("sentiment", List.of());

  private static Occasion at(Instant time) {
    return new Occasion(time, "ann", "because");
  }

  private static AliasHistory promoted(AliasHistory history, String version) {
    return history.with(history.promote(version, at(NOON)));
  }

  private static AliasHistory rolledBack(AliasHistory history) {
    return history.with(history.rollback(Optional.empty(), at(NOON)));
  }

  private static Optional<String> champion(AliasHistory history) {
    return history.now(Alias.CHAMPION);
  }

  @Test
  void a_promotion_says_what_it_replaced_who_did_it_and_why() {
    AliasHistory history = promoted(promoted(EMPTY, "v1"), "v2");

    assertThat(history.changes().get(1))
        .isEqualTo(
            new AliasChange(
                "sentiment",
                2,
                AliasChange.Action.PROMOTE,
                Alias.CHAMPION,
                Optional.of("v2"),
                Optional.of("v1"),
                NOON.plusNanos(1000),
                "ann",
                "because"));
  }

  @Test
  void a_challenger_that_becomes_champion_is_no_longer_challenger() {
    AliasHistory history = promoted(EMPTY, "v1");
    history = history.with(history.challenge("v2", at(NOON)));
    assertThat(history.now(Alias.CHALLENGER)).hasValue("v2");
    assertThat(champion(history)).hasValue("v1");

    history = promoted(history, "v2");

    assertThat(history.now(Alias.CHALLENGER)).isEmpty();
    assertThat(champion(history)).hasValue("v2");
    assertThat(history.number()).isEqualTo(3);
    assertThat(history.changes()).hasSize(4);
  }

  @Test
  void times_rise_though_the_clock_goes_back_and_so_any_time_has_one_champion() {
    AliasHistory history = promoted(EMPTY, "v1");
    history = history.with(history.promote("v2", at(NOON.minusSeconds(60))));
    history = history.with(history.promote("v3", at(NOON.plusSeconds(60))));

    assertThat(history.at(Alias.CHAMPION, NOON.minusNanos(1))).isEmpty();
    assertThat(history.at(Alias.CHAMPION, NOON)).hasValue("v1");
    assertThat(history.at(Alias.CHAMPION, NOON.plusNanos(1000))).hasValue("v2");
    assertThat(history.at(Alias.CHAMPION, NOON.plusSeconds(60))).hasValue("v3");
    assertThat(history.at(Alias.CHALLENGER, NOON.plusSeconds(60))).isEmpty();
  }

  @Test
  void a_second_rollback_goes_further_back_and_not_forward_again() {
    AliasHistory history = promoted(promoted(promoted(EMPTY, "v1"), "v2"), "v3");

    history = rolledBack(history);
    assertThat(champion(history)).hasValue("v2");
    history = rolledBack(history);
    assertThat(champion(history)).hasValue("v1");

    AliasHistory first = history;
    assertThatThrownBy(() -> rolledBack(first))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("there was no champion before v1");
    assertThat(rolledBack(promoted(history, "v4")).champions()).containsExactly("v1");
  }

  @Test
  void a_rollback_may_name_any_earlier_champion_and_nothing_else() {
    AliasHistory history = promoted(promoted(promoted(EMPTY, "v1"), "v2"), "v3");

    AliasHistory named = history.with(history.rollback(Optional.of("v1"), at(NOON)));

    assertThat(champion(named)).hasValue("v1");
    assertThat(named.champions()).containsExactly("v1");
    assertThat(history.rollback(Optional.of("v3"), at(NOON))).isEmpty();
    assertThatThrownBy(() -> history.rollback(Optional.of("v9"), at(NOON)))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("it never was champion");
  }

  @Test
  void what_acted_as_champion_is_adopted_once_and_the_champion_is_not_promoted_again() {
    AliasHistory history = EMPTY.with(EMPTY.adopt("v1", at(NOON)));

    assertThat(champion(history)).hasValue("v1");
    assertThat(history.adopt("v2", at(NOON))).isEmpty();
    assertThat(history.promote("v1", at(NOON))).isEmpty();
    assertThat(history.wasPromoted("v1")).as("nobody judged it").isFalse();
    assertThat(promoted(history, "v2").wasPromoted("v2")).isTrue();
  }

  @Test
  void of_a_kind_with_a_gate_no_version_acts_unnamed() {
    AliasHistory none = new AliasHistory(DirectionProfile.kind("1m", 5), List.of());

    assertThat(none.isNewestChampion()).isFalse();
    assertThat(none.adopt("v1", at(NOON))).isEmpty();
    assertThat(EMPTY.isNewestChampion()).isTrue();
    assertThat(promoted(EMPTY, "v1").isNewestChampion()).isFalse();
  }

  @Test
  void a_challenger_alone_leaves_the_newest_acting_and_is_not_adopted() {
    AliasHistory challenged = EMPTY.with(EMPTY.challenge("v1", at(NOON)));

    assertThat(challenged.isNewestChampion()).as("as gold scores").isTrue();
    assertThat(challenged.adopt("v1", at(NOON))).isEmpty();
  }
}
