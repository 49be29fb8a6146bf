package io.marketlake.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.BronzeRows;
import io.marketlake.TestSpark;
import io.marketlake.delta.Commit;
import io.marketlake.delta.Lake;
import io.marketlake.maintenance.Maintenance.Mode;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Table;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A writer appends while its table is packed, again and again.
 *
 * <p>Tier: proof.
 */
@Tag("proof")
class CompactionRaceTest {
  private static final MaintenanceSettings SETTINGS =
      new MaintenanceSettings(100_000_000, 1000, Duration.ofDays(7), Duration.ofDays(30));
  private static final Table BRONZE = BronzeEvents.TABLE;
  private static final int COMMITS = 10;

  @TempDir private Path folder;

  @Test
  void appendsAtTheSameTimeStandBesideACompaction() throws Exception {
    Lake lake =
        Lake.open(TestSpark.session(), LakeLocation.of(folder.toString(), S3Settings.AMAZON));
    lake.tables().ensure(BRONZE);
    Instant present = Instant.now();
    LocalDate closedDay = LocalDate.ofInstant(present, ZoneOffset.UTC).minusDays(3);
    CountDownLatch begun = new CountDownLatch(3);
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<?> appends =
          threads.submit(
              () -> {
                for (int batch = 0; batch < COMMITS; batch++) {
                  lake.tables()
                      .append(
                          BRONZE,
                          BronzeRows.ticks(closedDay, batch * 5L, 5).coalesce(1),
                          new Commit("bronze-test", batch, "batch " + batch));
                  begun.countDown();
                }
              });
      begun.await();
      do {
        Maintenance.Result result =
            new Maintenance(lake, SETTINGS, present).run(List.of(BRONZE), Mode.CLOSED_DAYS);
        assertThat(result.tables()).singleElement().extracting(TableResult::remark).isEqualTo("");
      } while (!appends.isDone());
      appends.get();
    } finally {
      threads.shutdownNow();
    }
    assertThat(lake.tables().read(BRONZE).select("offset").distinct().count())
        .isEqualTo(COMMITS * 5L);
    assertThat(lake.tables().read(BRONZE).count()).isEqualTo(COMMITS * 5L);
  }
}
