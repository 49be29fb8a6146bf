package io.marketlake.logstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.amazonaws.services.s3.model.ObjectMetadata;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is set for S3A holds for conditional puts too: encryption under a key, and a role that is
 * taken on, on Ceph.
 *
 * <p>Tier: proof.
 */
@Tag("proof")
class S3ASettingsTest {
  private static final List<String> TRUST =
      List.of("javax.net.ssl.trustStore", "javax.net.ssl.trustStorePassword");
  private static final Map<String, Optional<String>> BEFORE = new HashMap<>();

  @TempDir private static java.nio.file.Path folder;
  private static RadosGateway ceph;

  @BeforeAll
  static void start() throws IOException, GeneralSecurityException {
    assumeTrue(
        RadosGateway.isInstalled(),
        "Skipped: apt-get install --no-install-recommends radosgw ceph-mon ceph-osd");
    ceph = RadosGateway.start(folder);
    TRUST.forEach(key -> BEFORE.put(key, Optional.ofNullable(System.getProperty(key))));
    System.setProperty(TRUST.get(0), ceph.trustStore().toString());
    System.setProperty(TRUST.get(1), "trust-store");
  }

  @AfterAll
  static void end() throws IOException {
    BEFORE.forEach(
        (key, value) ->
            value.ifPresentOrElse(
                known -> System.setProperty(key, known), () -> System.clearProperty(key)));
    if (ceph != null) {
      ceph.close();
    }
  }

  @Test
  void anEntryIsEncryptedUnderTheKeyThatIsSetAndAVersionHasOneWriter() throws IOException {
    ceph.client().createBucket("encrypted");
    ceph.client().createBucket("plain");
    // The AWS SDK sends what is to be encrypted under a key by TLS alone.
    Configuration configuration = configuration(ceph.settingsOfTls());
    configuration.set("fs.s3a.bucket.encrypted.server-side-encryption-algorithm", "SSE-KMS");
    configuration.set("fs.s3a.bucket.encrypted.server-side-encryption.key", RadosGateway.KEY);
    Path encrypted = new Path("s3a://encrypted/table/_delta_log/00000000000000000000.json");
    Path plain = new Path("s3a://plain/table/_delta_log/00000000000000000000.json");

    for (Path entry : List.of(encrypted, plain)) {
      write(entry, "first", configuration);
      assertThatThrownBy(() -> write(entry, "second", configuration))
          .isInstanceOf(FileAlreadyExistsException.class);
      assertThat(read(entry, configuration)).containsExactly("first");
    }

    ObjectMetadata head = head(encrypted);
    assertThat(head.getSSEAlgorithm()).isEqualTo("aws:kms");
    assertThat(head.getSSEAwsKmsKeyId()).isEqualTo(RadosGateway.KEY);
    assertThat(head(plain).getSSEAlgorithm()).isNull();
  }

  @Test
  void aRoleWritesWhereItsJobsPolicyLetsItAndNowhereElse() throws IOException {
    ceph.client().createBucket("roles");
    String policy =
        Files.readString(java.nio.file.Path.of("conf/iam/bronze.json"))
            .replace("BUCKET", "roles")
            .replace("LAKE", "lake");
    Configuration bronze = configuration(ceph.role("bronze", policy));
    Path own = new Path("s3a://roles/lake/bronze/events/_delta_log/00000000000000000000.json");
    Path others = new Path("s3a://roles/lake/silver/ticks/_delta_log/00000000000000000000.json");

    write(own, "first", bronze);
    assertThatThrownBy(() -> write(own, "second", bronze))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(read(own, bronze)).containsExactly("first");
    assertThatThrownBy(() -> write(others, "first", bronze))
        .isInstanceOf(AccessDeniedException.class);

    assertThat(ceph.client().listObjectsV2("roles").getObjectSummaries())
        .extracting("key")
        .containsExactly("lake/bronze/events/_delta_log/00000000000000000000.json");
  }

  private static Configuration configuration(Map<String, String> settings) {
    Configuration configuration = new Configuration();
    settings.forEach(configuration::set);
    configuration.set("fs.s3a.attempts.maximum", "2");
    configuration.set("fs.s3a.retry.limit", "2");
    return configuration;
  }

  private static void write(Path entry, String line, Configuration configuration)
      throws IOException {
    new S3ConditionalLogStore(configuration)
        .write(entry, List.of(line).iterator(), false, configuration);
  }

  private static List<String> read(Path entry, Configuration configuration) throws IOException {
    List<String> lines = new ArrayList<>();
    try (var in = new S3ConditionalLogStore(configuration).read(entry, configuration)) {
      in.forEachRemaining(lines::add);
    }
    return lines;
  }

  private static ObjectMetadata head(Path entry) {
    return ceph.clientOfTls()
        .getObjectMetadata(entry.toUri().getHost(), entry.toUri().getPath().substring(1));
  }
}
