package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.marketlake.FaultProxy;
import io.marketlake.TestLake;
import io.marketlake.TestS3;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What S3 refuses is told in one sentence with exit status 2, before Spark starts, and without the
 * credentials. A real server refuses where it can; an HTTP server of the test's own gives the
 * answers of Amazon's that it can't.
 *
 * <p>Tier: CI.
 */
class S3RefusalsTest {
  private static final String PLANTED_KEY = "PLANTEDKEY0123456789";
  private static final String PLANTED_SECRET = "planted/secret+that/must+never/be+told00";
  private static final String SIMPLE = "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider";

  private final List<String> properties = new ArrayList<>();

  /** What a user gives Spark for one bucket. */
  private void givenToSpark(String bucket, String key, String value) {
    String name = "spark.hadoop.fs.s3a.bucket." + bucket + "." + key;
    System.setProperty(name, value);
    properties.add(name);
  }

  private void givenCredentials(String bucket, String secret) {
    givenToSpark(bucket, "aws.credentials.provider", SIMPLE);
    givenToSpark(bucket, "access.key", PLANTED_KEY);
    givenToSpark(bucket, "secret.key", secret);
  }

  @AfterEach
  void takeBack() {
    properties.forEach(System::clearProperty);
  }

  private static String told(
      Callable<Integer> job, String place, Map<String, String> settings, String... more) {
    Map<String, String> all = new TreeMap<>(settings);
    all.put("lake.path", place);
    List<String> arguments = new ArrayList<>(List.of(more));
    all.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    StringWriter said = new StringWriter();

    int status =
        Launcher.line(job)
            .setErr(new PrintWriter(said, true))
            .execute(arguments.toArray(String[]::new));

    assertThat(status).as(said.toString()).isEqualTo(2);
    assertThat(said.toString().strip().lines()).as(said.toString()).hasSize(1);
    assertThat(said.toString())
        .startsWith("error: the lake at " + place + " can't be used, because ")
        .doesNotContain(PLANTED_KEY, PLANTED_SECRET)
        .endsWith(".\n");
    return said.toString();
  }

  @Test
  void aWrongSecretIsTold() {
    String bucket = TestS3.newBucket();
    givenCredentials(bucket, PLANTED_SECRET);
    givenToSpark(bucket, "access.key", TestS3.environment().getOrDefault("AWS_ACCESS_KEY_ID", ""));
    String place = "s3a://" + bucket + "/lake";

    assertThat(told(new Silver(), place, TestLake.s3()))
        .contains("the secret does not belong to the access key", "AWS_SECRET_ACCESS_KEY");
    assertThat(told(new Query(), place, TestLake.s3(), "SELECT 1"))
        .contains("the secret does not belong to the access key");
  }

  @Test
  void anUnknownAccessKeyIsTold() {
    String bucket = TestS3.newBucket();
    givenCredentials(bucket, PLANTED_SECRET);

    assertThat(told(new Train.Sentiment(), "s3a://" + bucket, TestLake.s3()))
        .contains("the server does not know the access key");
  }

  @Test
  void aMissingBucketIsTold() {
    assertThat(told(new Silver(), "s3a://no-such-bucket/lake", TestLake.s3()))
        .contains("there is no bucket no-such-bucket at http://127.0.0.1", "create it");
  }

  @Test
  void missingCredentialsAreTold() {
    givenToSpark(
        "unasked",
        "aws.credentials.provider",
        "com.amazonaws.auth.EnvironmentVariableCredentialsProvider");

    assertThat(told(new Silver(), "s3a://unasked/lake", TestLake.s3()))
        .contains("there are no credentials in the environment, in a profile or from a role");
  }

  @Test
  void aServerThatDoesNotAnswerIsToldWithinSeconds() throws IOException {
    long begun = System.nanoTime();
    assertThat(
            told(
                new Silver(),
                "s3a://closed/lake",
                Map.of("s3.endpoint", "http://127.0.0.1:1", "s3.path-style", "true")))
        .contains("http://127.0.0.1:1 does not answer", "s3.endpoint");
    givenToSpark("mute", "connection.timeout", "1000");
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      assertThat(
              told(
                  new Silver(),
                  "s3a://mute/lake",
                  Map.of(
                      "s3.endpoint",
                      "http://127.0.0.1:" + mute.getLocalPort(),
                      "s3.path-style",
                      "true")))
          .contains("does not answer");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void aServerWithoutConditionalWritesIsToldByEachJobThatWrites() throws IOException {
    try (FaultProxy proxy = FaultProxy.before(TestS3.endpoint())) {
      Map<String, String> settings = new TreeMap<>(TestLake.s3());
      settings.put("s3.endpoint", proxy.endpoint().toString());
      List<Callable<Integer>> jobs = List.of(new Silver(), new Maintain());
      for (FaultProxy.Plan plan :
          List.of(FaultProxy.ignoringConditions(), FaultProxy.refusingConditions())) {
        proxy.follow(plan);
        for (Callable<Integer> job : jobs) {
          String bucket = TestS3.newBucket();

          assertThat(told(job, "s3a://" + bucket + "/lake", settings))
              .contains(
                  "because %s does not keep to If-None-Match".formatted(proxy.endpoint()),
                  "use a server with conditional writes",
                  "set Spark's spark.hadoop.fs.s3a.logstore.single.writer=true");
          assertThat(TestS3.client().listObjectsV2(bucket).getObjectSummaries()).isEmpty();
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "403, AccessDenied, '', may not do there what this job does",
    "400, ExpiredToken, '', temporary and no longer valid",
    "400, TokenRefreshRequired, '', temporary and no longer valid",
    "400, AuthorizationHeaderMalformed, <Region>eu-west-9</Region>, is in the region eu-west-9",
    "301, PermanentRedirect, '', is in another region",
    "403, RequestTimeTooSkewed, '', this machine's clock differs",
    "403, InvalidAccessKeyId, '', does not know the access key",
    "403, SignatureDoesNotMatch, '', the secret does not belong",
    "404, NoSuchBucket, '', there is no bucket"
  })
  void anAnswerOfAmazonsIsTold(int status, String code, String detail, String expected)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] answer =
        ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%s</Code><Message>%s %s</Message>"
                + "%s<AWSAccessKeyId>%s</AWSAccessKeyId><RequestId>1</RequestId></Error>")
            .formatted(code, PLANTED_KEY, PLANTED_SECRET, detail, PLANTED_KEY)
            .getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/xml");
          boolean isHead = exchange.getRequestMethod().equals("HEAD");
          exchange.sendResponseHeaders(status, isHead ? -1 : answer.length);
          if (!isHead) {
            exchange.getResponseBody().write(answer);
          }
          exchange.close();
        });
    server.start();
    String bucket = "refusing-" + server.getAddress().getPort();
    givenCredentials(bucket, PLANTED_SECRET);
    try {
      assertThat(
              told(
                  new Silver(),
                  "s3a://" + bucket + "/lake",
                  Map.of(
                      "s3.endpoint",
                      "http://127.0.0.1:" + server.getAddress().getPort(),
                      "s3.region",
                      "us-east-1",
                      "s3.path-style",
                      "true")))
          .contains(expected);
    } finally {
      server.stop(0);
    }
  }
}
