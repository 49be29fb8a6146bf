package io.marketlake.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.FaultProxy;
import io.marketlake.TestS3;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeFiles;
import io.marketlake.error.ErrorCode;
import io.marketlake.error.PipelineException;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Leases on a real S3 server. A dead holder is one whose objects are there and nobody renews.
 *
 * <p>Tier: CI.
 */
class RenewedLeaseTest {
  private static final LeaseSettings SHORT = new LeaseSettings(Duration.ofSeconds(1));

  /** Longer than any pause of a busy machine, so that what is taken at once was given back. */
  private static final LeaseSettings LONG = new LeaseSettings(Duration.ofMinutes(2));

  private static final List<String> TICKS = List.of("silver/ticks");

  private LakeFiles files;

  @BeforeEach
  void beginLake() {
    files = Lake.filesOf(LakeLocation.of(TestS3.newLocation("leases"), s3(TestS3.endpoint())));
  }

  private static S3Settings s3(URI endpoint) {
    return new S3Settings(Optional.of(endpoint.toString()), Optional.of("us-east-1"), true);
  }

  @Test
  void aPromisedSingleWriterHoldsLeasesOnAServerWithoutConditions() throws IOException {
    try (FaultProxy proxy = FaultProxy.before(TestS3.endpoint())) {
      for (FaultProxy.Plan plan :
          List.of(FaultProxy.ignoringConditions(), FaultProxy.refusingConditions())) {
        proxy.follow(plan);
        String bucket = TestS3.newBucket();
        String promise = "spark.hadoop.fs.s3a.bucket." + bucket + ".logstore.single.writer";
        System.setProperty(promise, "true");
        try {
          files = Lake.filesOf(LakeLocation.of("s3a://" + bucket + "/lake", s3(proxy.endpoint())));
        } finally {
          System.clearProperty(promise);
        }

        RenewedLease first = acquire(TICKS);
        assertThat(first.numbers()).containsEntry("silver/ticks", 1L);
        assertThatThrownBy(() -> acquire(TICKS)).hasMessageContaining("is already being written");
        first.close();
        RenewedLease next = acquire(TICKS);
        assertThat(next.numbers()).containsEntry("silver/ticks", 2L);
        next.close();
      }
    }
  }

  private RenewedLease acquire(List<String> units) {
    return RenewedLease.acquire(files, SHORT, units, Map::of);
  }

  /** Leaves what a process leaves that was killed while it held a unit. */
  private void killHolderOf(String unit, long number) {
    LeaseFiles leases = new LeaseFiles(files);
    String session = "killed-" + unit.replace('/', '-') + number;
    leases.write(session, new Sign(3, false, true));
    assertThat(leases.create(unit, number, new Holding(session, "elsewhere", 4711, "2026-01-01")))
        .isTrue();
  }

  @Test
  void aSecondStartIsRefusedAndToldWhoHoldsItAndWhenItMayBeTakenOver() {
    RenewedLease first = acquire(List.of("silver/ticks", "silver/trades"));
    assertThat(first.numbers())
        .containsEntry("silver/ticks", 1L)
        .containsEntry("silver/trades", 1L);

    assertThatThrownBy(() -> acquire(List.of("bronze/ticks", "silver/ticks")))
        .isInstanceOfSatisfying(
            PipelineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
        .hasMessageContaining("silver/ticks is already being written")
        .hasMessageContaining("process " + ProcessHandle.current().pid() + " on ")
        .hasMessageContaining(" since 20")
        .hasMessageContaining("1 s after its last renewal");
    first.requireHeld();
    first.close();
  }

  @Test
  void aLeaseThatWasGivenBackIsTakenAtOnceAndOwesNothing() {
    RenewedLease.acquire(files, LONG, TICKS, Map::of).close();

    RenewedLease next = RenewedLease.acquire(files, LONG, TICKS, Map::of);

    assertThat(next.numbers()).containsEntry("silver/ticks", 2L);
    assertThat(next.owesFence()).isFalse();
    next.close();
  }

  @Test
  void theLeaseOfADeadHolderIsTakenOverWithTheNextNumberAndAFenceIsOwed() {
    killHolderOf("silver/ticks", 7);
    long begun = System.nanoTime();

    RenewedLease next = acquire(TICKS);

    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isGreaterThanOrEqualTo(SHORT.duration());
    assertThat(next.numbers()).containsEntry("silver/ticks", 8L);
    assertThat(next.owesFence()).isTrue();
    next.close();
    RenewedLease afterOneThatNeverFenced = acquire(TICKS);
    assertThat(afterOneThatNeverFenced.owesFence()).isTrue();
    afterOneThatNeverFenced.fenced();
    afterOneThatNeverFenced.close();
    RenewedLease afterOneThatDid = acquire(TICKS);
    assertThat(afterOneThatDid.owesFence()).isFalse();
    afterOneThatDid.close();
  }

  @Test
  void aHolderThatCouldNotRenewInTimeHasLostItForGood() {
    RenewedLease held = acquire(TICKS);
    LifeSign sign = new LifeSign(new LeaseFiles(files), Duration.ofMillis(1));

    assertThat(sign.isAlive()).isFalse();
    held.requireHeld();
    held.close();
  }

  @Test
  void numbersGoOnFromTheTablesWhereTheLeasesWereDeleted() {
    RenewedLease lease =
        RenewedLease.acquire(files, SHORT, TICKS, () -> Map.of("silver/ticks", 41L));

    assertThat(lease.numbers()).containsEntry("silver/ticks", 42L);
    assertThat(lease.owesFence()).isTrue();
    lease.close();
  }

  @Test
  void ofManyThatStartAtOnceOneHoldsTheUnit() throws Exception {
    killHolderOf("silver/ticks", 1);
    int starts = 4;
    CountDownLatch together = new CountDownLatch(starts);
    ExecutorService threads = Executors.newFixedThreadPool(starts);
    List<Future<Boolean>> taken =
        IntStream.range(0, starts)
            .mapToObj(
                i ->
                    threads.submit(
                        () -> {
                          together.countDown();
                          together.await();
                          try {
                            var unused = acquire(TICKS);
                            return true;
                          } catch (PipelineException e) {
                            return false;
                          }
                        }))
            .toList();
    int holders = 0;
    for (Future<Boolean> one : taken) {
      holders += one.get() ? 1 : 0;
    }
    threads.shutdown();

    assertThat(holders).isEqualTo(1);
  }
}
