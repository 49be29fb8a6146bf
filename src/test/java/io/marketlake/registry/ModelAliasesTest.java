package io.marketlake.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestLake;
import io.marketlake.TestSpark;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeCatalog;
import io.marketlake.registry.AliasHistory.Occasion;
import io.marketlake.schema.OpsModelAliases;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tier: CI. */
class ModelAliasesTest {
  private static final String KIND = "sentiment";

  @TempDir private Path folder;

  private Lake lake() {
    return Lake.open(
        TestSpark.session(),
        LakeLocation.of(
            folder.toString(), new S3Settings(Optional.empty(), Optional.empty(), false)));
  }

  private static Occasion now(String by) {
    return new Occasion(Instant.now(), by, "a test");
  }

  /** Each goes by a lake of its own, as processes do, and finds no table. */
  @Test
  void of_trainers_at_once_each_gets_its_turn_and_no_change_is_lost() throws Exception {
    List<String> versions = IntStream.range(0, 4).mapToObj(i -> "v" + i).toList();
    ExecutorService trainers = Executors.newFixedThreadPool(versions.size());
    try {
      List<Callable<AliasHistory>> works = new ArrayList<>();
      versions.forEach(
          version ->
              works.add(
                  () ->
                      new ModelAliases(lake().tables())
                          .change(KIND, history -> history.promote(version, now(version)))));
      for (Future<AliasHistory> done : trainers.invokeAll(works, 2, TimeUnit.MINUTES)) {
        assertThat(done.get().number()).isBetween(1L, 4L);
      }
    } finally {
      trainers.shutdownNow();
    }

    AliasHistory history = new ModelAliases(lake().tables()).history(KIND);
    assertThat(history.changes()).extracting(AliasChange::number).containsExactly(1L, 2L, 3L, 4L);
    assertThat(history.changes())
        .extracting(change -> change.version().orElseThrow())
        .containsExactlyInAnyOrderElementsOf(versions);
    for (int i = 1; i < history.changes().size(); i++) {
      AliasChange change = history.changes().get(i);
      assertThat(change.previous()).isEqualTo(history.changes().get(i - 1).version());
      assertThat(change.at()).isAfter(history.changes().get(i - 1).at());
    }
    assertThatSqlTellsWhoWasChampion(history);
  }

  private void assertThatSqlTellsWhoWasChampion(AliasHistory history) {
    Lake lake = lake();
    LakeCatalog.register(TestSpark.session(), lake, List.of(OpsModelAliases.TABLE), List.of());
    for (AliasChange change : history.changes()) {
      assertThat(
              TestSpark.session()
                  .sql(
                      "SELECT version FROM ops.champions WHERE kind = 'sentiment' AND since <="
                          + " timestamp '%s' AND (until IS NULL OR until > timestamp '%s')"
                              .formatted(change.at(), change.at()))
                  .collectAsList())
          .extracting(row -> row.getString(0))
          .containsExactly(change.version().orElseThrow());
    }
    TestSpark.session().sql("DROP VIEW ops.champions");
    TestSpark.session().sql("DROP TABLE ops.model_aliases");
    assertThat(lake.tables().log(OpsModelAliases.TABLE).protocol().reader()).isEqualTo(1);
    assertThat(lake.tables().log(OpsModelAliases.TABLE).protocol().writer()).isEqualTo(2);
  }

  @Test
  void kinds_have_aliases_of_their_own_and_a_lake_on_s3_has_them_too() {
    ModelAliases aliases = new ModelAliases(TestLake.onS3("aliases", Map.of()).lake().tables());
    assertThat(aliases.history(KIND).changes()).isEmpty();
    long before = aliases.tableVersion();

    AliasHistory unused = aliases.change(KIND, history -> history.promote("v1", now("ann")));
    AliasHistory other = aliases.change("direction", history -> history.promote("d1", now("ann")));

    assertThat(aliases.tableVersion()).isGreaterThan(before);
    assertThat(other.number()).isEqualTo(1);
    assertThat(aliases.history(KIND).champions()).containsExactly("v1");
    assertThat(aliases.history("direction")).isEqualTo(other);
  }
}
