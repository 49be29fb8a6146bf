package io.marketlake.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Jobs in processes of their own, started by the scripts that users start them by. */
final class Children implements AutoCloseable {
  private static final long STOP_LIMIT_SECONDS = 90;

  private final Path logs;
  private final Map<String, Process> jobs = new LinkedHashMap<>();

  /** Their output goes to files of this folder. */
  Children(Path logs) throws IOException {
    this.logs = Files.createDirectories(logs);
  }

  /** Starts {@code scripts/spark-submit/<job>.sh}. */
  void start(String job, Map<String, String> environment, List<String> arguments)
      throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Bench.HOME.resolve("scripts/spark-submit/" + job + ".sh").toString());
    words.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(logs.toFile())
            .redirectErrorStream(true)
            .redirectOutput(logs.resolve(job + ".log").toFile());
    builder.environment().putAll(environment);
    jobs.put(job, builder.start());
  }

  /** Waits; throws if one of them ends meanwhile. */
  void letRun(Duration time) throws InterruptedException {
    Instant end = Instant.now().plus(time);
    while (Instant.now().isBefore(end)) {
      Process first = jobs.values().iterator().next();
      long left = Duration.between(Instant.now(), end).toMillis();
      boolean unused = first.waitFor(Math.min(500, Math.max(1, left)), TimeUnit.MILLISECONDS);
      requireAlive();
    }
  }

  void requireAlive() {
    jobs.forEach(
        (job, process) -> {
          if (!process.isAlive()) {
            throw new IllegalStateException(
                "The job " + job + " has ended; its log is " + logs.resolve(job + ".log"));
          }
        });
  }

  /** The processes that are measured, by job. */
  Map<String, Long> pids() {
    Map<String, Long> pids = new LinkedHashMap<>();
    jobs.forEach((job, process) -> pids.put(job, process.pid()));
    return pids;
  }

  /** The time of all cores that they have used so far. */
  Duration cpu() {
    return jobs.values().stream()
        .map(p -> p.toHandle().info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** The peaks of their resident sets in MB, added up. */
  long residentMegabytes() {
    return jobs.values().stream()
        .map(p -> Path.of("/proc/" + p.pid() + "/status"))
        .filter(Files::isReadable)
        .mapToLong(Meter::peakResident)
        .sum();
  }

  /** Asks them to end, the last first, and waits. */
  @Override
  public void close() {
    List<Process> all = new ArrayList<>(jobs.values());
    java.util.Collections.reverse(all);
    all.forEach(Process::destroy);
    try {
      for (Process each : all) {
        if (!each.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
          each.destroyForcibly();
        }
      }
    } catch (InterruptedException e) {
      all.forEach(Process::destroyForcibly);
      Thread.currentThread().interrupt();
    }
    jobs.clear();
  }
}
