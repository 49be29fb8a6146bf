package io.marketlake.logstore;

import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.services.s3.AmazonS3ClientBuilder;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A second S3 server that shares no code with the first: Ceph's object gateway, one node, in
 * memory. Its bucket is {@code lake}.
 */
final class RadosGateway implements AutoCloseable {
  private final Process process;
  private final int port;
  private final String identity = "id" + UUID.randomUUID().toString().substring(0, 8);
  private final String secret = UUID.randomUUID().toString();

  private RadosGateway(Path folder) throws IOException {
    port = freePort();
    int monitorPort = freePort();
    Path script = folder.resolve("radosgw.sh");
    try (var in = RadosGateway.class.getResourceAsStream("/io/marketlake/radosgw.sh")) {
      Files.copy(java.util.Objects.requireNonNull(in, "radosgw.sh"), script);
    }
    process =
        new ProcessBuilder(
                "bash",
                script.toString(),
                folder.toString(),
                String.valueOf(monitorPort),
                String.valueOf(port),
                identity,
                secret)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
  }

  static boolean isInstalled() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "radosgw")));
  }

  /** Starts it with its files in an empty folder, and makes the bucket. */
  static RadosGateway start(Path folder) throws IOException {
    RadosGateway gateway = new RadosGateway(folder);
    String said = gateway.process.inputReader(StandardCharsets.UTF_8).readLine();
    if (!"ready".equals(said)) {
      throw new IllegalStateException(
          "Ceph did not start: " + Files.readString(folder.resolve("start.log")));
    }
    AmazonS3ClientBuilder.standard()
        .withEndpointConfiguration(new EndpointConfiguration(gateway.endpoint(), "us-east-1"))
        .withCredentials(
            new AWSStaticCredentialsProvider(
                new BasicAWSCredentials(gateway.identity, gateway.secret)))
        .withPathStyleAccessEnabled(true)
        .build()
        .createBucket("lake");
    return gateway;
  }

  private String endpoint() {
    return "http://127.0.0.1:" + port;
  }

  Map<String, String> settings() {
    return Map.of(
        "fs.s3a.endpoint",
        endpoint(),
        "fs.s3a.endpoint.region",
        "us-east-1",
        "fs.s3a.path.style.access",
        "true",
        "fs.s3a.connection.ssl.enabled",
        "false",
        "fs.s3a.access.key",
        identity,
        "fs.s3a.secret.key",
        secret);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.descendants().forEach(ProcessHandle::destroyForcibly);
    }
  }
}
