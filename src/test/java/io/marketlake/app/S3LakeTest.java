package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.s3.model.S3ObjectSummary;
import io.marketlake.TestLake;
import io.marketlake.TestS3;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.error.ErrorCode;
import io.marketlake.error.PipelineException;
import io.marketlake.job.FailPoint;
import io.marketlake.topology.LayerQuery;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole way of an event on S3: tables, checkpoints, models and leases.
 *
 * <p>Tier: CI for a failure, proof for the rest.
 */
class S3LakeTest {
  @TempDir private Path folder;

  @Test
  void aQueryThatFailsOnS3GoesOnAsIfItHadNot() {
    TestLake lake = TestLake.onS3("fused", Map.of("lease.duration", "20s"));
    lake.publishModel();
    SampleEvents.send(lake, 0);
    AtomicBoolean fired = new AtomicBoolean();
    FailPoint failPoint =
        point -> {
          if (point.equals("after silver.ticks") && fired.compareAndSet(false, true)) {
            throw new IllegalStateException("fail point " + point);
          }
        };
    assertThatThrownBy(() -> lake.run(TestLake.FUSED, failPoint))
        .hasStackTraceContaining("fail point after silver.ticks");
    lake.run(TestLake.FUSED);

    assertAsIfNothingHappened(lake);
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void aLakeOnS3GoesOnThroughHandoversLostEntriesAndLostCheckpoints() {
    TestLake lake = TestLake.onS3("handed-over", Map.of("lease.duration", "20s"));
    lake.publishModel();
    SampleEvents.send(lake, 0);
    lake.run(TestLake.FUSED);
    SampleEvents.send(lake, 5);
    lake.runSplit();

    SampleEvents.send(lake, 10);
    lake.runSplit();
    int lost = 0;
    for (String checkpoint : checkpoints(lake)) {
      lost += deleteNewest(checkpoint + "spark/commits/");
    }
    assertThat(lost).isPositive();
    SampleEvents.send(lake, 15);
    lake.runSplit();

    for (String checkpoint : checkpoints(lake)) {
      if (checkpoint.contains("/silver-")) {
        keys(checkpoint).forEach(key -> TestS3.client().deleteObject(TestS3.bucket(), key));
      }
    }
    SampleEvents.send(lake, 20);
    lake.runSplit();
    lake.run(TestLake.FUSED);
    assertAsIfNothingHappened(lake);
  }

  /** Tier: proof. */
  @Test
  @Tag("proof")
  void aSecondStartOfAJobOnS3IsRefused() {
    TestLake lake = TestLake.onS3("twice", Map.of("lease.duration", "6s"));
    lake.publishModel();
    SampleEvents.send(lake, 0);
    try (LayerQuery first = lake.startLive(List.of(LayerName.BRONZE))) {
      first.drain();
      assertThatThrownBy(() -> lake.run(List.of(LayerName.BRONZE)))
          .isInstanceOfSatisfying(
              PipelineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY));
    }
    lake.run(List.of(LayerName.BRONZE));
    assertThat(lake.bronze().count()).isEqualTo(30);
  }

  private void assertAsIfNothingHappened(TestLake lake) {
    lake.assertNothingLostOrDoubled();
    TestLake undisturbed = lake.beside(folder.resolve("undisturbed"));
    undisturbed.publishModel();
    undisturbed.run(TestLake.FUSED);
    assertThat(lake.contents()).isEqualTo(undisturbed.contents());
  }

  /** The prefixes of the lake's checkpoints. */
  private static List<String> checkpoints(TestLake lake) {
    String folder = lake.settings().lakePath().replace("s3a://" + TestS3.bucket() + "/", "");
    String prefix = folder + "/_marketlake/checkpoints/";
    return keys(prefix).stream()
        .filter(key -> key.endsWith("/plan.json"))
        .map(key -> key.replace("plan.json", ""))
        .toList();
  }

  private static List<String> keys(String prefix) {
    return TestS3.client().listObjectsV2(TestS3.bucket(), prefix).getObjectSummaries().stream()
        .map(S3ObjectSummary::getKey)
        .toList();
  }

  private static int deleteNewest(String prefix) {
    Optional<Long> newest =
        keys(prefix).stream()
            .map(key -> key.substring(prefix.length()))
            .filter(name -> name.matches("\\d+"))
            .map(Long::valueOf)
            .max(Long::compare);
    newest.ifPresent(number -> TestS3.client().deleteObject(TestS3.bucket(), prefix + number));
    return newest.isPresent() ? 1 : 0;
  }
}
