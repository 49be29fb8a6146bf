package io.marketlake.lease;

import io.marketlake.delta.Lake;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The right to write something in a lake, held by one process at a time and given back by {@link
 * #close}. On a local disk it ends with the process, however that ends; on S3 it ends when it has
 * not been renewed for the time of {@link LeaseSettings}.
 */
public interface Lease extends AutoCloseable {
  /**
   * Takes all that is claimed or, where another process holds any of it, nothing. On S3 it may
   * first watch another's lease for as long as that lasts.
   *
   * @param fenced tells the highest number of each unit's holding that the lake knows of elsewhere:
   *     were the leases deleted, the numbers go on from there
   * @throws io.marketlake.error.PipelineException that says who holds it
   */
  static Lease acquire(
      Lake lake, LeaseSettings settings, Claim claim, Supplier<Map<String, Long>> fenced) {
    return lake.location().isOnS3()
        ? RenewedLease.acquire(lake.files(), settings, claim.units(), fenced)
        : LockedLease.acquire(lake.folder(), claim.tables());
  }

  /** Throws if this process has lost the right, as far as it can know without asking. */
  void requireHeld();

  /**
   * The number of this holding for each unit, higher than that of every earlier one; empty on a
   * local disk.
   */
  Map<String, Long> numbers();

  /**
   * Whether an earlier holder may still be alive without knowing that it has lost the lease, so
   * that its tables must be fenced and its choices confirmed.
   */
  boolean owesFence();

  /** To be told once the fence stands. */
  void fenced();

  /**
   * To be told when this holder has failed: a write that it gave up may still land, so that the
   * next one has to fence it off.
   */
  void failed();

  /** Gives all back. */
  @Override
  void close();
}
