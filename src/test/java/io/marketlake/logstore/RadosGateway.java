package io.marketlake.logstore;

import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.AmazonS3ClientBuilder;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A second S3 server that shares no code with the first: Ceph's object gateway, one node, in
 * memory. Its bucket is {@code lake}, of a user of that name.
 */
final class RadosGateway implements AutoCloseable {
  /** The one key that the server encrypts under, where it is asked to. */
  static final String KEY = "log-key";

  private final Path folder;
  private final Process process;
  private final int port;
  private final int tlsPort;
  private final String identity = "id" + UUID.randomUUID().toString().substring(0, 8);
  private final String secret = UUID.randomUUID().toString();

  private RadosGateway(Path folder) throws IOException {
    this.folder = folder;
    port = freePort();
    tlsPort = freePort();
    int monitorPort = freePort();
    Path script = folder.resolve("radosgw.sh");
    try (var in = RadosGateway.class.getResourceAsStream("/io/marketlake/radosgw.sh")) {
      Files.copy(Objects.requireNonNull(in, "radosgw.sh"), script);
    }
    process =
        new ProcessBuilder(
                "bash",
                script.toString(),
                folder.toString(),
                String.valueOf(monitorPort),
                String.valueOf(port),
                String.valueOf(tlsPort),
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
    gateway.client().createBucket("lake");
    return gateway;
  }

  private String endpoint() {
    return "http://127.0.0.1:" + port;
  }

  /** Hadoop's settings under which S3A reaches the server by TLS. */
  Map<String, String> settingsOfTls() {
    Map<String, String> settings = new HashMap<>(settings());
    settings.put("fs.s3a.endpoint", "https://127.0.0.1:" + tlsPort);
    settings.put("fs.s3a.connection.ssl.enabled", "true");
    return settings;
  }

  /**
   * Writes a store that trusts the server's certificate, for Java, under the password {@code
   * trust-store}.
   */
  Path trustStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (var in = Files.newInputStream(folder.resolve("certificate.pem"))) {
      store.setCertificateEntry(
          "ceph", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    Path file = folder.resolve("trust.p12");
    try (var out = Files.newOutputStream(file)) {
      store.store(out, "trust-store".toCharArray());
    }
    return file;
  }

  /** A client of the bucket's owner that sees the objects past Hadoop. */
  AmazonS3 client() {
    return client(endpoint());
  }

  /** The same by TLS, for those who trust the server's certificate. */
  AmazonS3 clientOfTls() {
    return client("https://127.0.0.1:" + tlsPort);
  }

  private AmazonS3 client(String endpoint) {
    return AmazonS3ClientBuilder.standard()
        .withEndpointConfiguration(new EndpointConfiguration(endpoint, "us-east-1"))
        .withCredentials(
            new AWSStaticCredentialsProvider(new BasicAWSCredentials(identity, secret)))
        .withPathStyleAccessEnabled(true)
        .build();
  }

  /**
   * Makes a role that the user may take on.
   *
   * @param policy what the role may do
   * @return Hadoop's settings under which S3A takes it on
   */
  Map<String, String> role(String name, String policy) throws IOException {
    administer(
        "role",
        "create",
        "--role-name=" + name,
        "--assume-role-policy-doc="
            + "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
            + "{\"AWS\":[\"arn:aws:iam:::user/lake\"]},\"Action\":[\"sts:AssumeRole\"]}]}");
    administer(
        "role-policy", "put", "--role-name=" + name, "--policy-name=job", "--policy-doc=" + policy);
    Map<String, String> settings = new HashMap<>(settings());
    settings.put(
        "fs.s3a.aws.credentials.provider",
        "org.apache.hadoop.fs.s3a.auth.AssumedRoleCredentialProvider");
    settings.put(
        "fs.s3a.assumed.role.credentials.provider",
        "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider");
    settings.put("fs.s3a.assumed.role.arn", "arn:aws:iam:::role/" + name);
    settings.put("fs.s3a.assumed.role.sts.endpoint", endpoint());
    settings.put("fs.s3a.assumed.role.sts.endpoint.region", "us-east-1");
    return settings;
  }

  private void administer(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("radosgw-admin"));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CEPH_CONF", folder.resolve("ceph.conf").toString());
    Process administration = builder.start();
    administration.getOutputStream().close();
    String said =
        new String(administration.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (administration.waitFor() != 0) {
        throw new IOException(String.join(" ", words) + " was refused: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      administration.destroyForcibly();
      throw new InterruptedIOException(said);
    }
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
