package io.marketlake.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;

/** Measures a piece of work of this JVM: seconds, CPU-seconds of all its threads, peak memory. */
final class Meter {
  private static final double NANOS = 1e9;
  private static final long MEGABYTE = 1L << 20;
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");

  private Meter() {}

  /**
   * What a piece of work took.
   *
   * @param rows what it took in
   * @param cpuSeconds of all threads of the process, the JIT's and the collector's too
   * @param heapMegabytes the peaks of all heap pools, added up
   * @param residentMegabytes the peak of the resident set; 0 where the system does not tell
   */
  record Sample(
      long rows, double seconds, double cpuSeconds, long heapMegabytes, long residentMegabytes) {
    double rowsPerSecond() {
      return rows / seconds;
    }

    double rowsPerCpuSecond() {
      return rows / cpuSeconds;
    }
  }

  /** Work that tells how many rows it took in. */
  @FunctionalInterface
  interface Work {
    long run() throws Exception;
  }

  static Sample measure(Work work) throws Exception {
    System.gc();
    forgetPeaks();
    long cpu = processorNanos();
    long begun = System.nanoTime();
    long rows = work.run();
    double seconds = (System.nanoTime() - begun) / NANOS;
    double cpuSeconds = (processorNanos() - cpu) / NANOS;
    return new Sample(rows, seconds, cpuSeconds, peakHeap() / MEGABYTE, peakResident());
  }

  /** The time of all cores that this process has used. */
  static long processorNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static void forgetPeaks() {
    ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
    try {
      if (Files.isWritable(CLEAR)) {
        // Makes Linux forget the peak of the resident set.
        Files.writeString(CLEAR, "5");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long peakHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
  }

  private static long peakResident() {
    return Files.isReadable(STATUS) ? peakResident(STATUS) : 0;
  }

  /** The peak of a process's resident set in MB, from its status in /proc. */
  static long peakResident(Path status) {
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
