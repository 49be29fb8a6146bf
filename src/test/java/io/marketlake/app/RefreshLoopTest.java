package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.job.Refresh;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A refresh on a clock of its own.
 *
 * <p>Tier: CI.
 */
@Timeout(60)
class RefreshLoopTest {
  private static final Duration NONE = Duration.ZERO;
  private static final Duration LONG = Duration.ofHours(1);

  /** Counts its runs, each of which does what it is told. */
  private static final class Counted implements Refresh {
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger closes = new AtomicInteger();
    private final Runnable work;

    Counted(Runnable work) {
      this.work = work;
    }

    @Override
    public String name() {
      return "counted";
    }

    @Override
    public void run() {
      runs.incrementAndGet();
      work.run();
    }

    @Override
    public void close() {
      closes.incrementAndGet();
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void runsAgainAfterEachPauseUntilItIsClosed() {
    CountDownLatch three = new CountDownLatch(3);
    Counted refresh = new Counted(three::countDown);
    RefreshLoop loop = RefreshLoop.start(refresh, NONE);
    waitFor(three);
    assertThat(loop.await(NONE)).isFalse();

    loop.close();
    int runs = refresh.runs.get();

    assertThat(loop.await(NONE)).isTrue();
    assertThat(runs).isGreaterThanOrEqualTo(3);
    loop.close();
    assertThat(refresh.runs).hasValue(runs);
    assertThat(refresh.closes).hasValue(1);
  }

  @Test
  void closingWaitsForTheRunUnderWayAndNoneBeginsAfterIt() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    Counted refresh =
        new Counted(
            () -> {
              begun.countDown();
              waitFor(mayEnd);
              ended.set(true);
            });
    RefreshLoop loop = RefreshLoop.start(refresh, NONE);
    waitFor(begun);
    AtomicBoolean wasEnded = new AtomicBoolean();
    Thread closer =
        new Thread(
            () -> {
              loop.close();
              wasEnded.set(ended.get());
            });
    closer.start();
    assertThat(loop.await(Duration.ofSeconds(30))).isTrue();
    assertThat(refresh.closes).hasValue(0);

    mayEnd.countDown();
    closer.join();

    assertThat(wasEnded).isTrue();
    assertThat(refresh.runs).hasValue(1);
    assertThat(refresh.closes).hasValue(1);
  }

  @Test
  void whatMakesARunFailEndsTheLoopAndIsThrownToWhoAsks() {
    Counted refresh =
        new Counted(
            () -> {
              throw new IllegalStateException("broken on purpose");
            });
    try (RefreshLoop loop = RefreshLoop.start(refresh, NONE)) {
      assertThatThrownBy(() -> loop.await(LONG)).hasMessageContaining("broken on purpose");
      assertThatThrownBy(loop::requireHealthy).hasMessageContaining("broken on purpose");
      assertThatThrownBy(loop::refreshNow).hasMessageContaining("broken on purpose");
    }
    assertThat(refresh.runs).hasValue(1);
    assertThat(refresh.closes).hasValue(1);
  }

  @Test
  void runsOnceMoreWhenItIsAskedToWithoutWaitingForThePause() {
    CountDownLatch first = new CountDownLatch(1);
    Counted refresh = new Counted(first::countDown);
    try (RefreshLoop loop = RefreshLoop.start(refresh, LONG)) {
      waitFor(first);

      loop.refreshNow();

      assertThat(refresh.runs).hasValue(2);
    }
  }

  @Test
  void doesNotBeginBeforeItMayUnlessItIsAskedTo() {
    AtomicBoolean may = new AtomicBoolean();
    CountDownLatch looked = new CountDownLatch(3);
    CountDownLatch ran = new CountDownLatch(2);
    Counted refresh = new Counted(ran::countDown);
    try (RefreshLoop loop =
        RefreshLoop.start(
            refresh,
            NONE,
            Duration.ofMillis(1),
            () -> {
              looked.countDown();
              return may.get();
            })) {
      waitFor(looked);
      assertThat(refresh.runs).hasValue(0);
      loop.refreshNow();
      assertThat(refresh.runs).hasValue(1);

      may.set(true);
      waitFor(ran);
    }
  }

  @Test
  void beginsSoonAfterItMayThoughThePauseIsLong() {
    AtomicInteger looks = new AtomicInteger();
    CountDownLatch ran = new CountDownLatch(1);
    Counted refresh = new Counted(ran::countDown);
    try (RefreshLoop loop =
        RefreshLoop.start(refresh, NONE, LONG, () -> looks.incrementAndGet() > 2)) {
      waitFor(ran);
      assertThat(looks).hasValue(3);
      assertThat(loop.await(NONE)).isFalse();
    }
    assertThat(refresh.runs).hasValue(1);
  }

  @Test
  void closingWaitsForARunThatAnotherAskedForAndNoneFollows() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    Counted refresh =
        new Counted(
            () -> {
              asked.countDown();
              waitFor(mayEnd);
            });
    RefreshLoop loop = RefreshLoop.start(refresh, LONG, LONG);
    Thread asking = new Thread(loop::refreshNow);
    asking.start();
    waitFor(asked);
    Thread closing = new Thread(loop::close);
    closing.start();
    assertThat(loop.await(Duration.ofSeconds(30))).isTrue();
    assertThat(refresh.closes).hasValue(0);

    mayEnd.countDown();
    closing.join();
    asking.join();
    loop.refreshNow();

    assertThat(refresh.runs).hasValue(1);
    assertThat(refresh.closes).hasValue(1);
  }
}
