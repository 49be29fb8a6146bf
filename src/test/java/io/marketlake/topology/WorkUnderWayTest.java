package io.marketlake.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestSpark;
import io.marketlake.delta.Lake;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a query has begun is waited for, and what it begins later is not.
 *
 * <p>Tier: CI.
 */
class WorkUnderWayTest {
  private static final String UNIT = "silver/posts";
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir private Path folder;
  private Lake lake;
  private Checkpoints checkpoints;
  private WorkUnderWay silver;

  @BeforeEach
  void makeLake() {
    lake = Lake.open(TestSpark.session(), LakeLocation.of(folder.toString(), S3Settings.AMAZON));
    checkpoints = new Checkpoints(lake.files(), Map.of());
    silver = new WorkUnderWay(lake, "silver", "posts");
  }

  private void assign(String id) {
    Plan plan =
        new Plan(id, List.of("silver"), List.of("posts"), Map.of(), Map.of(), Map.of("bronze", 0L));
    checkpoints.save(plan);
    checkpoints.assign(List.of(UNIT), plan);
  }

  private void planned(String id, int batch) {
    lake.files().write(Checkpoints.FOLDER + id + "/spark/offsets/" + batch, "v1");
  }

  private void ended(String id, int batch) {
    lake.files().write(Checkpoints.FOLDER + id + "/spark/commits/" + batch, "v1");
  }

  private boolean isAtRest() {
    return silver.awaitEnd(Duration.ZERO);
  }

  @Test
  void aMicroBatchIsUnderWayUntilItIsCommittedOrTheNextIsPlannedOrAnotherCheckpointIsAssigned() {
    assertThat(isAtRest()).as("no checkpoint").isTrue();
    assign("first");
    assertThat(isAtRest()).as("no micro-batch").isTrue();
    planned("first", 0);
    assertThat(isAtRest()).isFalse();
    ended("first", 0);
    assertThat(isAtRest()).isTrue();

    planned("first", 1);
    CompletableFuture<Boolean> next = CompletableFuture.supplyAsync(() -> silver.awaitEnd(LONG));
    planned("first", 2);
    ended("first", 2);
    assertThat(next.join()).as("seen or not before the next").isTrue();

    planned("first", 3);
    CompletableFuture<Boolean> other = CompletableFuture.supplyAsync(() -> silver.awaitEnd(LONG));
    assign("second");
    assertThat(other.join()).isTrue();
  }

  @Test
  void aFillIsUnderWayUntilItEndsOrIsBegunAnew() {
    checkpoints.beginFill(List.of(UNIT));
    assertThat(isAtRest()).isFalse();
    assertThat(LakeCheckpoints.of(lake).assignments()).isEmpty();
    assertThat(new WorkUnderWay(lake, "silver", "news").awaitEnd(Duration.ZERO)).isTrue();

    checkpoints.endFill(List.of(UNIT));
    assertThat(isAtRest()).isTrue();
    checkpoints.endFill(List.of(UNIT));
  }
}
