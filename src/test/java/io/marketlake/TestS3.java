package io.marketlake;

import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.AmazonS3ClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * One real S3 server (s3proxy, which does atomic conditional puts and rejects wrong secrets) for
 * all tests of a JVM, in a process of its own that ends with the JVM. Its credentials are random,
 * and reach the clients only by the provider chain: system properties here, environment variables
 * in child processes. Tests use locations of their own, so that they need no order.
 */
public final class TestS3 {
  private static final String REGION = "us-east-1";
  private static final AtomicInteger LOCATIONS = new AtomicInteger();
  private static final AtomicInteger BUCKETS = new AtomicInteger();

  /** Runs a command that ends when the pipe from this JVM closes, however this JVM ended. */
  private static final List<String> WITH_PARENT =
      List.of(
          "sh",
          "-c",
          "trap '' INT HUP; exec 3<&0; \"$@\" & pid=$!; (cat <&3 >/dev/null; kill $pid) & wait $pid",
          "s3proxy");

  private TestS3() {}

  private record Server(URI endpoint, String identity, String secret, AmazonS3 client) {}

  private static final class Holder {
    static final Server SERVER = start();
    static final String BUCKET = newBucket();

    private static Server start() {
      try {
        Path jar = Path.of("target/s3proxy/s3proxy.jar");
        if (!Files.exists(jar)) {
          throw new IllegalStateException(jar + " is missing; mvn process-resources lays it out");
        }
        Path folder = Files.createTempDirectory(Path.of("target"), "s3-").toAbsolutePath();
        URI endpoint = URI.create("http://127.0.0.1:" + freePort());
        String identity = "id" + UUID.randomUUID().toString().replace("-", "").substring(0, 18);
        String secret = UUID.randomUUID().toString() + UUID.randomUUID();
        Path settings = Files.createFile(folder.resolve("s3proxy.properties"));
        Files.writeString(
            settings,
            String.join(
                "\n",
                "s3proxy.endpoint=" + endpoint,
                "s3proxy.authorization=aws-v2-or-v4",
                "s3proxy.identity=" + identity,
                "s3proxy.credential=" + secret,
                "s3proxy.ignore-unknown-headers=true",
                "jclouds.provider=filesystem-nio2",
                "jclouds.filesystem.basedir=" + Files.createDirectory(folder.resolve("buckets")),
                ""));
        List<String> words = new ArrayList<>(WITH_PARENT);
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of("-Xmx384m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar"));
        words.addAll(List.of(jar.toAbsolutePath().toString(), "--properties", settings.toString()));
        Process process =
            new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("s3proxy.log").toFile())
                .start();
        awaitPort(endpoint, process, folder);
        System.setProperty("aws.accessKeyId", identity);
        System.setProperty("aws.secretKey", secret);
        return new Server(endpoint, identity, secret, client(endpoint, identity, secret));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Where the server listens. */
  public static URI endpoint() {
    return Holder.SERVER.endpoint();
  }

  /** A client that sees the server's objects past Hadoop. */
  public static AmazonS3 client() {
    return Holder.SERVER.client();
  }

  /** The bucket of all {@link #newLocation locations}. */
  public static String bucket() {
    return Holder.BUCKET;
  }

  /** A bucket that no other test has: for settings that belong to one test. */
  public static String newBucket() {
    String bucket = "lake-" + ProcessHandle.current().pid() + "-" + BUCKETS.incrementAndGet();
    Holder.SERVER.client().createBucket(bucket);
    return bucket;
  }

  /** An {@code s3a://} location below which there is nothing yet. */
  public static String newLocation(String name) {
    return "s3a://" + bucket() + "/" + name + "-" + LOCATIONS.incrementAndGet();
  }

  /** Hadoop's settings ({@code fs.s3a.…}) under which S3A reaches the server. */
  public static Map<String, String> settings() {
    return prefixed("fs.s3a.", endpoint());
  }

  /** The same for one bucket alone, by way of another endpoint: a proxy before the server. */
  public static Map<String, String> settings(String bucket, URI endpoint) {
    return prefixed("fs.s3a.bucket." + bucket + ".", endpoint);
  }

  private static Map<String, String> prefixed(String prefix, URI endpoint) {
    return new TreeMap<>(
        Map.of(
            prefix + "endpoint", endpoint.toString(),
            prefix + "endpoint.region", REGION,
            prefix + "path.style.access", "true",
            prefix + "connection.ssl.enabled", "false",
            prefix + "aws.credentials.provider",
                "com.amazonaws.auth.DefaultAWSCredentialsProviderChain"));
  }

  /** What a child process needs in its environment to be let in. */
  public static Map<String, String> environment() {
    return Map.of(
        "AWS_ACCESS_KEY_ID", Holder.SERVER.identity(),
        "AWS_SECRET_ACCESS_KEY", Holder.SERVER.secret(),
        "AWS_REGION", REGION);
  }

  /** A new configuration for code that needs no Spark. */
  public static Configuration configuration() {
    Configuration configuration = new Configuration();
    settings().forEach(configuration::set);
    return configuration;
  }

  /** Lets a session reach the server; other sessions of the same context with it. */
  public static void configure(SparkSession spark) {
    settings().forEach(spark.sparkContext().hadoopConfiguration()::set);
  }

  private static AmazonS3 client(URI endpoint, String identity, String secret) {
    return AmazonS3ClientBuilder.standard()
        .withEndpointConfiguration(new EndpointConfiguration(endpoint.toString(), REGION))
        .withCredentials(
            new AWSStaticCredentialsProvider(new BasicAWSCredentials(identity, secret)))
        .withPathStyleAccessEnabled(true)
        .build();
  }

  private static void awaitPort(URI endpoint, Process process, Path folder) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (process.isAlive() && System.nanoTime() < deadline) {
      try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
        if (socket.isConnected()) {
          return;
        }
      } catch (IOException e) {
        // Not yet up.
      }
      try {
        process.waitFor(50, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while the S3 server starts", e);
      }
    }
    throw new IllegalStateException("The S3 server did not start; its log is in " + folder);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
