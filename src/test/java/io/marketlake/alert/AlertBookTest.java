package io.marketlake.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestSpark;
import io.marketlake.alert.Condition.Cause;
import io.marketlake.alert.Condition.State;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeTables;
import io.marketlake.schema.GoldAlerts;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tier: CI. */
class AlertBookTest {
  private static final Set<String> RULES = Set.of("too-hot");

  @TempDir private Path folder;
  private LakeTables tables;
  private Instant now = Instant.parse("2026-03-02T10:00:00Z");

  @BeforeEach
  void makeLake() {
    tables =
        Lake.open(
                TestSpark.session(),
                LakeLocation.of(
                    folder.toString(), new S3Settings(Optional.empty(), Optional.empty(), false)))
            .tables();
  }

  private List<String> apply(Condition... conditions) {
    now = now.plus(Duration.ofMinutes(1));
    return new AlertBook(tables, () -> now)
        .apply(RULES, List.of(conditions)).stream()
            .map(step -> step.subject() + " " + step.number() + " " + step.step())
            .toList();
  }

  private static Condition oven(String subject, State state, String sentence) {
    return new Condition(
        "too-hot",
        subject,
        state,
        Instant.parse("2026-03-02T09:00:00Z"),
        250,
        200,
        sentence,
        List.of(new Cause("kitchen.ovens", "name = '" + subject + "'")));
  }

  @Test
  void anAlertIsOpenedOnceUpdatedWithNewsAndClosed() {
    assertThat(apply(oven("a", State.CLEAR, "cool"), oven("b", State.UNKNOWN, "dark"))).isEmpty();
    assertThat(tables.exists(GoldAlerts.TABLE)).as("no table without rows").isFalse();

    assertThat(apply(oven("a", State.RAISED, "hot"))).containsExactly("a 1 opened");
    assertThat(apply(oven("a", State.RAISED, "hot"))).as("nothing new").isEmpty();
    assertThat(apply(oven("a", State.RAISED, "hotter"))).containsExactly("a 2 updated");
    assertThat(apply(oven("a", State.UNKNOWN, "dark"))).as("not known").isEmpty();
    assertThat(new AlertBook(tables, () -> now).open()).hasSize(1);
    assertThat(apply(oven("a", State.CLEAR, "cool"))).containsExactly("a 3 closed");
    assertThat(new AlertBook(tables, () -> now).open()).isEmpty();
    assertThat(apply(oven("a", State.CLEAR, "cool"))).isEmpty();

    assertThat(apply(oven("a", State.RAISED, "hot"))).as("another").containsExactly("a 1 opened");
    List<AlertStep> newest = new AlertBook(tables, () -> now).newest();
    assertThat(newest).hasSize(2);
    assertThat(newest.get(1).causes()).containsExactly(new Cause("kitchen.ovens", "name = 'a'"));
    assertThat(newest.get(1).value()).isEqualTo(250);
    assertThat(tables.read(GoldAlerts.TABLE).count()).isEqualTo(4);
  }

  @Test
  void whatIsNoLongerWatchedIsClosedAndOtherRulesAreLeftAlone() {
    assertThat(apply(oven("a", State.RAISED, "hot"), oven("b", State.RAISED, "hot"))).hasSize(2);
    Condition other = new Condition("too-cold", "c", State.RAISED, now, 1, 2, "cold", List.of());
    assertThat(new AlertBook(tables, () -> now).apply(Set.of("too-cold"), List.of(other)))
        .hasSize(1);
    assertThat(apply(oven("b", State.RAISED, "hot"))).containsExactly("a 2 closed");
    assertThat(new AlertBook(tables, () -> now).open())
        .extracting(AlertStep::subject)
        .containsExactly("c", "b");
  }
}
