package io.marketlake.logstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.marketlake.TestS3;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server must honour conditions before a log is written on it. Tier: CI. */
class ConditionalWritesTest {
  private final Configuration configuration = TestS3.configuration();
  private final String bucket = TestS3.newBucket();
  private final Path log = new Path("s3a://" + bucket + "/table/_delta_log");
  private final Path first = new Path(log, "00000000000000000000.json");
  private Forgetful server;

  @BeforeEach
  void start() throws IOException {
    server = new Forgetful();
  }

  @AfterEach
  void end() throws IOException {
    FileSystem.get(log.toUri(), configuration).close();
    server.http.stop(0);
  }

  @Test
  void aServerThatHonoursConditionsPassesAndKeepsNothingOfTheTrial() throws IOException {
    ConditionalWrites.require(log, configuration);

    assertThat(TestS3.client().listObjectsV2(bucket).getObjectSummaries()).isEmpty();
    assertThat(ConditionalWrites.isSingleWriter(log, configuration)).isFalse();
  }

  @Test
  void aServerThatIgnoresConditionsIsRefusedWithTheCure() throws IOException {
    useTheForgetfulServer();

    assertThatThrownBy(() -> ConditionalWrites.require(log, configuration))
        .isInstanceOf(ConditionIgnoredException.class)
        .hasMessage(
            "Delta tables in s3a://%s can't be written safely, because its server took a second put"
                    .formatted(bucket)
                + " of one key, ignoring If-None-Match; use a server with conditional writes, or,"
                + " where no second process ever writes these tables, set"
                + " fs.s3a.logstore.single.writer=true.");
    assertThat(server.objects).isEmpty();
  }

  @Test
  void aServerThatDoesNotKnowTheConditionIsRefusedWithTheCure() throws IOException {
    useTheForgetfulServer();
    server.knowsNoConditions = true;

    assertThatThrownBy(() -> ConditionalWrites.require(log, configuration))
        .isInstanceOf(ConditionIgnoredException.class)
        .hasMessageContaining("its server does not know If-None-Match on a put; use a server with")
        .hasMessageEndingWith("set fs.s3a.logstore.single.writer=true.");
    assertThat(server.objects).isEmpty();
  }

  @Test
  void theStoreAsksByItselfBeforeItsFirstWrite() throws IOException {
    useTheForgetfulServer();

    assertThatThrownBy(() -> write("entry")).isInstanceOf(ConditionIgnoredException.class);
    assertThat(server.objects).isEmpty();
  }

  @Test
  void aPromisedSingleWriterIsServedAnywhere() throws IOException {
    useTheForgetfulServer();
    configuration.set("fs.s3a.bucket." + bucket + ".logstore.single.writer", "true");

    write("entry");

    assertThat(ConditionalWrites.isSingleWriter(log, configuration)).isTrue();
    assertThat(server.objects).containsOnlyKeys("/" + bucket + first.toUri().getPath());
    assertThatThrownBy(() -> write("again")).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(ConditionalWrites.isSingleWriter(log, configuration)).isTrue();
  }

  @Test
  void aPromisedSingleWriterPutsWithoutTheCondition() throws IOException {
    useTheForgetfulServer();
    server.knowsNoConditions = true;
    configuration.set("fs.s3a.logstore.single.writer", "true");
    S3AFileSystem files = (S3AFileSystem) log.getFileSystem(configuration);

    write("entry");

    assertThatThrownBy(() -> write("again")).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(ConditionalWrites.putIfAbsent(files, new Path(log, "other"), new byte[1])).isTrue();
    assertThat(ConditionalWrites.putIfAbsent(files, new Path(log, "other"), new byte[2])).isFalse();
    assertThat(server.objects).hasSize(2);
  }

  @Test
  void aLocalDiskNeedsNoServer(@TempDir java.nio.file.Path folder) {
    assertThatCode(() -> ConditionalWrites.require(new Path(folder.toUri()), configuration))
        .doesNotThrowAnyException();
  }

  @Test
  void aWrongSecretIsNotTakenForAnIgnoredCondition() {
    configuration.set(
        "fs.s3a.bucket." + bucket + ".aws.credentials.provider",
        "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider");
    configuration.set("fs.s3a.bucket." + bucket + ".access.key", "nobody");
    configuration.set("fs.s3a.bucket." + bucket + ".secret.key", "a-planted-secret");

    assertThatThrownBy(() -> ConditionalWrites.require(log, configuration))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(ConditionIgnoredException.class)
        .message()
        .doesNotContain("a-planted-secret");
  }

  private void write(String line) throws IOException {
    new S3ConditionalLogStore(configuration)
        .write(first, List.of(line).iterator(), false, configuration);
  }

  private void useTheForgetfulServer() {
    TestS3.settings(bucket, server.endpoint()).forEach(configuration::set);
  }

  /** As much of S3 as a log store needs, and none of its conditions. */
  private static final class Forgetful {
    final Map<String, String> objects = new ConcurrentHashMap<>();
    final HttpServer http;
    volatile boolean knowsNoConditions;

    Forgetful() throws IOException {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      http.createContext(
          "/",
          exchange -> {
            String key = exchange.getRequestURI().getPath();
            exchange.getRequestBody().readAllBytes();
            boolean isConditional = exchange.getRequestHeaders().containsKey("If-None-Match");
            if (isConditional && knowsNoConditions) {
              exchange.sendResponseHeaders(501, -1);
              exchange.close();
              return;
            }
            int status =
                switch (exchange.getRequestMethod()) {
                  case "PUT" -> {
                    String id = exchange.getRequestHeaders().getFirst("x-amz-meta-commit-id");
                    objects.put(key, id == null ? "" : id);
                    yield 200;
                  }
                  case "DELETE" -> {
                    objects.remove(key);
                    yield 204;
                  }
                  default -> objects.containsKey(key) ? 200 : 404;
                };
            String id = objects.get(key);
            if (id != null) {
              exchange.getResponseHeaders().set("x-amz-meta-commit-id", id);
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
          });
      http.start();
    }

    URI endpoint() {
      return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }
  }
}
