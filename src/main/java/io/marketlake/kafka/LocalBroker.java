package io.marketlake.kafka;

import io.marketlake.error.Errors;
import io.marketlake.error.KafkaErrors;
import io.marketlake.error.PipelineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Uuid;

/**
 * A real Kafka broker (KRaft, one node) in a process of its own, on a free loopback port, with its
 * data in a folder that outlives it. Its class path is its own too, since brokers are newer than
 * Spark's Kafka client. The process ends with {@link #close}, or when this JVM is gone.
 */
public final class LocalBroker implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  /**
   * Runs a command that ends when the pipe from this JVM closes, however this JVM ended, and that
   * does not hear the terminal's Ctrl-C: the queries drain first.
   */
  private static final List<String> WITH_PARENT =
      List.of(
          "sh",
          "-c",
          "trap '' INT HUP; exec 3<&0; \"$@\" & pid=$!; (cat <&3 >/dev/null; kill $pid) & wait $pid",
          "broker");

  private final Process process;
  private final String bootstrapServers;

  private LocalBroker(Process process, String bootstrapServers) {
    this.process = process;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Starts a broker and waits until it answers.
   *
   * @param libraries the folder with the broker's jars
   * @param folder where its data, settings and log live; made when absent, gone on with when
   *     present
   */
  public static LocalBroker start(Path libraries, Path folder) {
    if (!Files.isDirectory(libraries)) {
      throw Errors.unreadableFile(
          libraries.toString(), "the build has not laid out the broker there (mvn package does)");
    }
    try {
      Files.createDirectories(folder);
      int port = freePort();
      int controllerPort = freePort();
      Path settings = writeSettings(folder, port, controllerPort);
      Path log = folder.resolve("broker.log");
      if (!Files.exists(folder.resolve("data/meta.properties"))) {
        format(libraries, settings, log);
      }
      Process process =
          java(libraries, log, WITH_PARENT, "-Xmx384m", "kafka.Kafka", settings.toString()).start();
      String servers = "127.0.0.1:" + port;
      LocalBroker broker = new LocalBroker(process, servers);
      boolean isUp = false;
      try {
        broker.awaitAnswer(log);
        isUp = true;
        return broker;
      } finally {
        if (!isUp) {
          broker.close();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  private void awaitAnswer(Path log) {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    KafkaSettings settings =
        new KafkaSettings(bootstrapServers, Duration.ofSeconds(5), false, 1, false, Map.of());
    while (process.isAlive() && System.nanoTime() < deadline) {
      if (listens()) {
        try (KafkaCluster cluster = KafkaCluster.connect(settings)) {
          cluster.topics();
          return;
        } catch (PipelineException e) {
          // It listens before it answers.
        }
      }
      pause();
    }
    throw KafkaErrors.unreachableBroker(
        bootstrapServers, "the broker did not start; its log is " + log, null);
  }

  private boolean listens() {
    int colon = bootstrapServers.lastIndexOf(':');
    int port = Integer.parseInt(bootstrapServers.substring(colon + 1));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private void pause() {
    try {
      process.waitFor(100, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the broker starts", e);
    }
  }

  private static Path writeSettings(Path folder, int port, int controllerPort) throws IOException {
    Properties p = new Properties();
    p.put("process.roles", "broker,controller");
    p.put("node.id", "1");
    p.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    p.put(
        "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    p.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    p.put("controller.listener.names", "CONTROLLER");
    p.put("inter.broker.listener.name", "PLAINTEXT");
    p.put("log.dirs", folder.resolve("data").toString());
    p.put("offsets.topic.replication.factor", "1");
    p.put("transaction.state.log.replication.factor", "1");
    p.put("transaction.state.log.min.isr", "1");
    p.put("offsets.topic.num.partitions", "1");
    p.put("transaction.state.log.num.partitions", "1");
    p.put("group.initial.rebalance.delay.ms", "0");
    p.put("auto.create.topics.enable", "false");
    p.put("message.max.bytes", String.valueOf(8 << 20));
    Path file = folder.resolve("server.properties");
    try (var out = Files.newBufferedWriter(file)) {
      p.store(out, "Written at each start");
    }
    return file;
  }

  private static void format(Path libraries, Path settings, Path log) throws IOException {
    // Kafka's own makes none that begins with a dash, which the tool would take for an option.
    String id = Uuid.randomUuid().toString();
    Process format =
        java(
                libraries,
                log,
                List.of(),
                "-Xmx128m",
                "kafka.tools.StorageTool",
                "format",
                "-t",
                id,
                "-c",
                settings.toString())
            .start();
    try {
      if (format.waitFor() != 0) {
        throw KafkaErrors.unreachableBroker(
            "127.0.0.1", "its data folder could not be formatted; its log is " + log, null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the broker starts", e);
    }
  }

  private static ProcessBuilder java(
      Path libraries, Path log, List<String> launcher, String memory, String... command) {
    List<String> words = new ArrayList<>(launcher);
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add(memory);
    words.add("-XX:TieredStopAtLevel=1");
    words.add("-XX:+UseSerialGC");
    words.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    words.add("-cp");
    words.add(libraries.resolve("*").toString());
    words.addAll(List.of(command));
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Ends the broker in order, so that the next start needs no recovery. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.descendants().forEach(ProcessHandle::destroyForcibly);
    }
  }
}
