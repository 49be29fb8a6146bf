package io.marketlake.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The CPU that each thread of a process has used, as Linux tells it: the JIT's are among them. */
final class ThreadTimes {
  /** Linux counts in hundredths of a second. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int USER_TIME = 11;

  private final Map<String, Double> byThread;
  private final Map<String, String> names;

  private ThreadTimes(Map<String, Double> byThread, Map<String, String> names) {
    this.byThread = byThread;
    this.names = names;
  }

  /** What the threads of one name used. */
  record Share(String threads, double seconds) {}

  static ThreadTimes of(long pid) {
    Path tasks = Path.of("/proc/" + pid + "/task");
    Map<String, Double> times = new HashMap<>();
    Map<String, String> names = new HashMap<>();
    if (Files.isDirectory(tasks)) {
      try (Stream<Path> threads = Files.list(tasks)) {
        for (Path thread : threads.toList()) {
          read(thread, times, names);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new ThreadTimes(times, names);
  }

  private static void read(Path thread, Map<String, Double> times, Map<String, String> names) {
    String stat;
    try {
      stat = Files.readString(thread.resolve("stat"));
    } catch (IOException e) {
      // It has ended meanwhile.
      return;
    }
    int nameEnds = stat.lastIndexOf(')');
    String[] fields = stat.substring(nameEnds + 2).split(" ", -1);
    String id = thread.getFileName().toString();
    times.put(
        id,
        (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1]))
            / TICKS_PER_SECOND);
    names.put(
        id, stat.substring(stat.indexOf('(') + 1, nameEnds).replaceAll("[-# ]*\\d[\\d.]*$", ""));
  }

  /** What was used since an earlier look, by the threads' names without numbers, the most first. */
  List<Share> since(ThreadTimes earlier) {
    Map<String, Double> byName = new HashMap<>();
    byThread.forEach(
        (id, seconds) ->
            byName.merge(
                names.getOrDefault(id, "?"),
                seconds - earlier.byThread.getOrDefault(id, 0.0),
                Double::sum));
    return byName.entrySet().stream()
        .filter(e -> e.getValue() >= 1 / TICKS_PER_SECOND)
        .map(e -> new Share(e.getKey(), e.getValue()))
        .sorted(Comparator.comparingDouble(Share::seconds).reversed())
        .toList();
  }
}
