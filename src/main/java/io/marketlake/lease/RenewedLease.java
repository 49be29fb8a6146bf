package io.marketlake.lease;

import io.marketlake.delta.LakeFiles;
import io.marketlake.error.StorageErrors;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leases on S3. To hold a unit is to have put its holding with the highest number; each is put
 * where there was none, so one process has it. A holder gives signs of life. Another process takes
 * the unit over, with the next number, when the holder has said that it has ended, or when the sign
 * has stood unchanged for the whole time of the lease while that other process watched, by its own
 * monotonic clock: no two machines' clocks are compared.
 *
 * <p>That a lost lease is noticed in time is not what safety rests on: see {@link #owesFence}.
 */
final class RenewedLease implements Lease {
  private static final Logger LOG = LoggerFactory.getLogger(RenewedLease.class);
  private static final Duration MOST_BETWEEN_LOOKS = Duration.ofSeconds(2);

  private final LifeSign sign;
  private final Map<String, Long> numbers = new TreeMap<>();
  private boolean owesFence;
  private boolean failed;

  private RenewedLease(LifeSign sign) {
    this.sign = sign;
  }

  /** A holding that stands in the way, until its holder has ended or gives no sign of life. */
  private record Predecessor(String unit, long number, Optional<Holding> holding) {}

  static RenewedLease acquire(
      LakeFiles lakeFiles,
      LeaseSettings settings,
      List<String> units,
      Supplier<Map<String, Long>> fenced) {
    LeaseFiles files = new LeaseFiles(lakeFiles);
    Map<String, Predecessor> before = new LinkedHashMap<>();
    // Asked first: a process that takes a unit now puts its holding before it fences a table.
    Map<String, Long> known = fenced.get();
    for (String unit : units) {
      OptionalLong newest = files.newest(unit);
      long number = Math.max(known.getOrDefault(unit, 0L), newest.orElse(0));
      before.put(
          unit,
          new Predecessor(
              unit,
              number,
              newest.isPresent() ? files.holding(unit, number) : Optional.<Holding>empty()));
    }
    boolean mayBeAlive = awaitEnd(files, settings.duration(), List.copyOf(before.values()));
    LifeSign sign = new LifeSign(files, settings.duration());
    RenewedLease lease = new RenewedLease(sign);
    lease.owesFence = mayBeAlive;
    boolean complete = false;
    try {
      Holding own = Holding.ofThisProcess(sign.session());
      for (Predecessor predecessor : before.values()) {
        lease.take(files, settings.duration(), predecessor, own);
      }
      complete = true;
      return lease;
    } finally {
      if (!complete) {
        lease.close();
      }
    }
  }

  private void take(LeaseFiles files, Duration duration, Predecessor before, Holding own) {
    long number = before.number() + 1;
    boolean created = files.create(before.unit(), number, own);
    long newest = files.newest(before.unit()).orElse(number);
    // A slow start may put a number that others have used and cleaned away meanwhile.
    if (!created || newest != number) {
      String holder =
          files
              .holding(before.unit(), newest)
              .map(Holding::describe)
              .orElse("another process, which has just started,");
      throw StorageErrors.leased(before.unit(), holder, duration);
    }
    numbers.put(before.unit(), number);
    files.clean(before.unit(), number);
  }

  /**
   * Waits until none of the holders can still hold what it held.
   *
   * @return whether one of them may be alive without knowing that its time is over
   */
  private static boolean awaitEnd(
      LeaseFiles files, Duration duration, List<Predecessor> predecessors) {
    boolean mayBeAlive = false;
    Map<Holding, String> watched = new LinkedHashMap<>();
    Map<Holding, String> units = new LinkedHashMap<>();
    for (Predecessor predecessor : predecessors) {
      if (predecessor.holding().isEmpty()) {
        mayBeAlive |= predecessor.number() > 0;
        continue;
      }
      Holding holder = predecessor.holding().get();
      Optional<String> text = files.sign(holder.session());
      Optional<Sign> last = text.map(t -> LeaseFiles.sign(holder, t));
      mayBeAlive |= last.map(s -> !s.ended() || !s.settled()).orElse(true);
      if (last.isPresent() && !last.get().ended()) {
        watched.put(holder, text.orElseThrow());
        units.put(holder, predecessor.unit());
      }
    }
    if (!watched.isEmpty()) {
      watch(files, duration, watched, units);
    }
    return mayBeAlive;
  }

  private static void watch(
      LeaseFiles files,
      Duration duration,
      Map<Holding, String> watched,
      Map<Holding, String> units) {
    long begun = System.nanoTime();
    LOG.info(
        "{} holds leases that this job needs; watching for {} s whether it renews them",
        watched.keySet().iterator().next().describe(),
        duration.toSeconds());
    long pause = Math.min(MOST_BETWEEN_LOOKS.toMillis(), Math.max(50, duration.toMillis() / 10));
    while (!watched.isEmpty()) {
      // Read after the time was looked at: what is unchanged now was so for all that time.
      boolean isOver = System.nanoTime() - begun >= duration.toNanos();
      Map<Holding, String> unchanged = new LinkedHashMap<>();
      watched.forEach(
          (holder, text) -> {
            Optional<String> now = files.sign(holder.session());
            if (now.isEmpty() || LeaseFiles.sign(holder, now.get()).ended()) {
              return;
            }
            if (!now.get().equals(text)) {
              throw StorageErrors.leased(
                  units.getOrDefault(holder, "it"), holder.describe(), duration);
            }
            unchanged.put(holder, text);
          });
      if (isOver) {
        unchanged
            .keySet()
            .forEach(holder -> LOG.warn("Taking over the leases of {}", holder.describe()));
        return;
      }
      watched.keySet().retainAll(unchanged.keySet());
      pause(pause);
    }
  }

  private static void pause(long millis) {
    try {
      boolean unused = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while watching a lease", e);
    }
  }

  @Override
  public void requireHeld() {
    if (!sign.isAlive()) {
      throw StorageErrors.leaseLost(
          String.join(", ", numbers.keySet()),
          "it could not renew it in time, so that another may have taken it over");
    }
  }

  @Override
  public Map<String, Long> numbers() {
    return Map.copyOf(numbers);
  }

  @Override
  public boolean owesFence() {
    return owesFence;
  }

  @Override
  public void fenced() {
    owesFence = false;
  }

  @Override
  public void failed() {
    failed = true;
  }

  @Override
  public void close() {
    sign.end(!owesFence && !failed);
  }
}
