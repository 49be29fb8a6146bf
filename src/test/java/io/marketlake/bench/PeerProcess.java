package io.marketlake.bench;

import io.marketlake.bench.Meter.Sample;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The JVM of the peers (src/peers), asked for one piece of work at a time. */
final class PeerProcess implements AutoCloseable {
  private static final List<String> OPENED =
      List.of("java.lang", "java.util", "java.time", "java.net", "java.nio", "sun.nio.ch");

  private final Process process;
  private final BufferedReader answers;
  private final Path log;

  private PeerProcess(Process process, Path log) {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.log = log;
  }

  static PeerProcess start(Path log, String servers, String topic, long rows) throws IOException {
    Path built = Bench.HOME.resolve("target/peers");
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    OPENED.forEach(name -> words.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
    words.addAll(
        List.of(
            "-Xmx" + (Runtime.getRuntime().maxMemory() >> 20) + "m",
            "-XX:+UseParallelGC",
            "-Duser.timezone=UTC",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-cp",
            built.resolve("peers.jar") + ":" + built.resolve("lib") + "/*",
            "io.marketlake.peers.Peers",
            servers,
            topic,
            String.valueOf(rows)));
    return new PeerProcess(new ProcessBuilder(words).redirectError(log.toFile()).start(), log);
  }

  /** Runs one piece of work, into a folder that it makes. */
  Sample run(String name, Path out) throws IOException {
    Files.createDirectories(out);
    process.getOutputStream().write((name + " " + out + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    String answer = answers.readLine();
    if (answer == null || !answer.startsWith("RESULT ")) {
      throw new IllegalStateException(
          name + ": " + answer + "\n" + Files.readString(log, StandardCharsets.UTF_8));
    }
    String[] words = answer.split(" ", -1);
    Sample sample =
        new Sample(
            Long.parseLong(words[1]),
            Double.parseDouble(words[2]),
            Double.parseDouble(words[3]),
            0,
            Meter.peakResident(Path.of("/proc/" + process.pid() + "/status")));
    System.err.printf(
        "%-42s %,12d rows %8.2f s %8.2f CPU-s%n",
        name, sample.rows(), sample.seconds(), sample.cpuSeconds());
    return sample;
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
