package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestLake;
import io.marketlake.job.FailPoint;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole way of an event on S3: tables, checkpoints, models and leases.
 *
 * <p>Tier: CI.
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

    lake.assertNothingLostOrDoubled();
    TestLake undisturbed = lake.beside(folder.resolve("undisturbed"));
    undisturbed.publishModel();
    undisturbed.run(TestLake.FUSED);
    assertThat(lake.contents()).isEqualTo(undisturbed.contents());
  }
}
