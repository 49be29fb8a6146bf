package io.marketlake.lease;

import io.marketlake.delta.Lake;
import io.marketlake.error.Errors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Leases of a lake in a local folder: each is a lock of the operating system on a file, which ends
 * with the process, however that ends. A table has one writer at a time there.
 */
public final class LockedLease implements Lease {
  /** What this process holds: to close a second channel of a file would free the first's lock. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final List<FileChannel> channels = new ArrayList<>();
  private final List<Path> taken = new ArrayList<>();

  private LockedLease() {}

  /**
   * Takes all of these or, where another process holds one of them, none.
   *
   * @param lakeFolder the lake's root on the local disk
   */
  public static LockedLease acquire(Path lakeFolder, List<String> units) {
    LockedLease lease = new LockedLease();
    Path folder = lakeFolder.resolve(Lake.STATE).resolve("leases");
    boolean complete = false;
    try {
      for (String unit : units) {
        lease.take(folder, unit);
      }
      complete = true;
      return lease;
    } finally {
      if (!complete) {
        lease.close();
      }
    }
  }

  private void take(Path folder, String unit) {
    Path file = folder.resolve(unit + ".lease").toAbsolutePath().normalize();
    if (!HELD.add(file)) {
      throw Errors.alreadyRunning(unit, "this process");
    }
    taken.add(file);
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      channels.add(channel);
      if (channel.tryLock() == null) {
        throw Errors.alreadyRunning(unit, Files.readString(file).strip());
      }
      String holder =
          "process "
              + ProcessHandle.current().pid()
              + " since "
              + Instant.now().truncatedTo(ChronoUnit.SECONDS)
              + "\n";
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The operating system keeps it. */
  @Override
  public void requireHeld() {}

  @Override
  public Map<String, Long> numbers() {
    return Map.of();
  }

  @Override
  public boolean owesFence() {
    return false;
  }

  @Override
  public void fenced() {}

  /** Nothing that a process writes to a local disk lands after it has ended. */
  @Override
  public void failed() {}

  @Override
  public void close() {
    try {
      for (FileChannel channel : channels) {
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      taken.forEach(HELD::remove);
      taken.clear();
    }
  }
}
