package io.marketlake.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Where a running JVM spends its CPU: Java code by Flight Recorder's samples, all threads by what
 * the system says of them. {@code scripts/bench-profile.sh --pid 4711}
 */
@Command(
    name = "bench-profile",
    description = "Profiles a running job of marketlake, or any JVM 17 of this user.",
    mixinStandardHelpOptions = true)
final class CpuProfile implements Callable<Integer> {
  private static final String EXECUTION = "jdk.ExecutionSample";
  private static final int TOP = 25;

  @Option(names = "--pid", description = "the process")
  private long pid;

  @Option(
      names = "--for",
      paramLabel = "SECONDS",
      description = "how long (default: ${DEFAULT-VALUE})")
  private int seconds = 60;

  @Option(names = "--jfr", paramLabel = "FILE", description = "a recording instead of a process")
  private @Nullable Path recording;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "where the results go (default: target/profile)")
  private Path out = Path.of("target/profile");

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new CpuProfile()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (recording == null) {
      ofProcess(pid, Duration.ofSeconds(seconds), out);
    } else {
      write(recording, out, List.of());
    }
    return 0;
  }

  /** Records a process for a time, and writes what it did. */
  static void ofProcess(long pid, Duration time, Path out)
      throws IOException, InterruptedException {
    Files.createDirectories(out);
    Path file = out.resolve("recording.jfr").toAbsolutePath();
    ThreadTimes before = ThreadTimes.of(pid);
    command(
        "jcmd",
        String.valueOf(pid),
        "JFR.start",
        "name=bench",
        "settings=profile",
        "filename=" + file);
    TimeUnit.MILLISECONDS.sleep(time.toMillis());
    ThreadTimes after = ThreadTimes.of(pid);
    command("jcmd", String.valueOf(pid), "JFR.stop", "name=bench", "filename=" + file);
    write(file, out, after.since(before));
  }

  private static void command(String... words) throws IOException, InterruptedException {
    words[0] = Path.of(System.getProperty("java.home"), "bin", words[0]).toString();
    Process process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", words) + " failed");
    }
  }

  /** Writes {@code profile.md}, {@code stacks.txt} (collapsed) and {@code flame.svg}. */
  private static void write(Path file, Path out, List<ThreadTimes.Share> threads)
      throws IOException {
    Files.createDirectories(out);
    Map<String, Long> stacks = new TreeMap<>();
    Map<String, Long> methods = new HashMap<>();
    Map<String, Long> works = new HashMap<>();
    long total = 0;
    try (RecordingFile events = new RecordingFile(file)) {
      while (events.hasMoreEvents()) {
        RecordedEvent event = events.readEvent();
        RecordedStackTrace trace = event.getStackTrace();
        if (!event.getEventType().getName().equals(EXECUTION) || trace == null) {
          continue;
        }
        List<String> frames = new ArrayList<>();
        for (RecordedFrame frame : trace.getFrames()) {
          frames.add(frame.getMethod().getType().getName() + "." + frame.getMethod().getName());
        }
        if (frames.isEmpty()) {
          continue;
        }
        total++;
        methods.merge(frames.get(0), 1L, Long::sum);
        works.merge(WorkKind.of(frames), 1L, Long::sum);
        Collections.reverse(frames);
        stacks.merge(String.join(";", frames), 1L, Long::sum);
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add("# CPU profile");
    if (!threads.isEmpty()) {
      lines.add("\n| threads | CPU-seconds |\n| --- | --- |");
      threads.forEach(
          share -> lines.add("| %s | %.2f |".formatted(share.threads(), share.seconds())));
    }
    lines.add("\n%,d samples of Java code.%n".formatted(total));
    lines.add("| work | share |\n| --- | --- |");
    addShares(lines, works, total);
    lines.add("\n| method | share |\n| --- | --- |");
    addShares(lines, methods, total);
    Files.write(out.resolve("profile.md"), lines);
    Files.write(
        out.resolve("stacks.txt"),
        stacks.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
    Files.writeString(out.resolve("flame.svg"), FlameGraph.of(stacks));
    System.out.println("Profile: " + out.resolve("profile.md") + ", " + out.resolve("flame.svg"));
  }

  private static void addShares(List<String> lines, Map<String, Long> counts, long total) {
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .limit(TOP)
        .forEach(
            e ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "| %s | %.1f %% |",
                        e.getKey(),
                        100.0 * e.getValue() / Math.max(1, total))));
  }
}
