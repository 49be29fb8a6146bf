package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo with its lake on an S3 server of its own: it ends by itself with all taken in, its
 * tables answer on the server's next start, and its credentials are in no output, log or object.
 *
 * <p>Tier: proof.
 */
@Tag("proof")
class DemoS3IT {
  /** Where the credentials are kept for the next start, for the user alone. */
  private static final Set<String> KEPT = Set.of("environment", "s3proxy.properties");

  private static final Pattern EXPORT = Pattern.compile("export (\\w+)='([^']*)'");

  private static final String COUNTS =
      "SELECT (SELECT count(*) FROM bronze.events) AS bronze, (SELECT count(*) FROM silver.ticks) +"
          + " (SELECT count(*) FROM silver.trades) + (SELECT count(*) FROM silver.news) + (SELECT"
          + " count(*) FROM silver.posts) + (SELECT count(*) FROM quarantine.events) AS judged,"
          + " (SELECT count(*) > 0 FROM gold.sentiment) AS scored";

  @TempDir private Path folder;

  @Test
  void theDemoOnS3EndsDrainedAndItsCredentialsAreNowhere() throws Exception {
    Scripts.Result demo =
        Scripts.run(folder, Map.of(), "scripts/demo.sh", List.of("--s3", "--for", "60s"));

    assertThat(demo.status()).as(demo.output()).isZero();
    assertThat(demo.output())
        .contains("all taken in", "gold.sentiment", "Try next:", "s3a://marketlake/demo");
    Path server = folder.resolve("demo-s3/s3");
    assertThat(server.resolve("buckets/marketlake/demo/bronze/events/_delta_log")).isDirectory();
    Map<String, String> environment = environment(server);
    awaitEnd(server);

    Process again = startServer(server, environment);
    try {
      Scripts.Result query =
          Scripts.run(
              folder,
              environment,
              "scripts/spark-submit/query.sh",
              List.of(
                  COUNTS,
                  "--format",
                  "csv",
                  "--set",
                  "lake.path=s3a://marketlake/demo",
                  "--set",
                  "s3.path-style=true"));
      assertThat(query.status()).as(query.output()).isZero();
      String[] cells = query.output().lines().reduce("", (a, b) -> b).split(",", -1);
      assertThat(cells[0]).isEqualTo(cells[1]).isNotEqualTo("0");
      assertThat(cells[2]).isEqualTo("true");
      assertNowhere(environment, demo.output() + query.output());
    } finally {
      again.destroy();
      assertThat(again.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** The credentials and the endpoint of the server, as its folder has them for other shells. */
  private static Map<String, String> environment(Path server) throws IOException {
    Map<String, String> environment = new HashMap<>();
    Matcher exports = EXPORT.matcher(Files.readString(server.resolve("environment")));
    while (exports.find()) {
      environment.put(exports.group(1), exports.group(2));
    }
    assertThat(environment)
        .containsOnlyKeys(
            "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_ENDPOINT_URL_S3");
    return environment;
  }

  /** The server hears of the demo's end within half a second, and ends. */
  private static void awaitEnd(Path server) throws Exception {
    String properties = server.resolve("s3proxy.properties").toString();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
      if (process.info().commandLine().orElse("").contains(properties)) {
        process.onExit().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    }
  }

  private Process startServer(Path server, Map<String, String> environment) throws Exception {
    String endpoint = environment.getOrDefault("AWS_ENDPOINT_URL_S3", "");
    Process process =
        new ProcessBuilder(
                "bash",
                Path.of("scripts/s3-local.sh").toAbsolutePath().toString(),
                "--folder",
                server.toString(),
                "--bucket",
                "marketlake",
                "--port",
                endpoint.substring(endpoint.lastIndexOf(':') + 1))
            .redirectErrorStream(true)
            .start();
    String line = process.inputReader(StandardCharsets.UTF_8).readLine();
    assertThat(line).startsWith("S3 endpoint").contains(endpoint);
    return process;
  }

  private void assertNowhere(Map<String, String> environment, String output) throws IOException {
    String key = environment.getOrDefault("AWS_ACCESS_KEY_ID", "");
    String secret = environment.getOrDefault("AWS_SECRET_ACCESS_KEY", "");
    assertThat(key).hasSizeGreaterThan(15);
    assertThat(secret).hasSizeGreaterThan(30);
    assertThat(output).doesNotContain(key, secret);
    Set<String> holding = new TreeSet<>();
    Set<String> searched = new TreeSet<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        searched.add(name);
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (text.contains(key) || text.contains(secret)) {
          holding.add(name);
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
              .isEqualTo("rw-------");
        }
      }
    }
    assertThat(holding).isEqualTo(new TreeSet<>(KEPT));
    assertThat(searched).contains("demo.log", "broker.log", "start.log", "s3proxy.log");
  }
}
