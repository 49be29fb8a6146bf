package io.marketlake.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.FaultProxy;
import io.marketlake.TestS3;
import io.marketlake.TestSpark;
import io.marketlake.delta.Lake;
import io.marketlake.lease.Claim;
import io.marketlake.lease.Lease;
import io.marketlake.lease.LeaseSettings;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What is checked of a lake on S3 alone.
 *
 * <p>Tier: CI.
 */
class S3ChecksTest {
  private static final LeaseSettings LEASES = new LeaseSettings(Duration.ofSeconds(60));

  private static Lake lakeAt(String place, URI server) {
    S3Settings s3 = new S3Settings(Optional.of(server.toString()), Optional.of("us-east-1"), true);
    return Lake.open(TestSpark.session(), LakeLocation.of(place, s3));
  }

  private static Lake newLake() {
    return lakeAt(TestS3.newLocation("checked"), TestS3.endpoint());
  }

  private static List<Finding> findings(Check check, Lake lake, Instant now) {
    return check.findings(new LakeView(lake, List.of(), List.of(), now));
  }

  private static Finding only(Check check, Lake lake, Instant now) {
    List<Finding> findings = findings(check, lake, now);
    assertThat(findings).hasSize(1);
    return findings.get(0);
  }

  @Test
  void aServerThatKeepsConditionsGivesNoFinding() {
    assertThat(findings(new ConditionalWriteCheck(), newLake(), Instant.now())).isEmpty();
  }

  @Test
  void aServerThatDoesNotKeepConditionsIsFound() throws IOException {
    try (FaultProxy proxy = FaultProxy.before(TestS3.endpoint())) {
      for (FaultProxy.Plan plan :
          List.of(FaultProxy.ignoringConditions(), FaultProxy.refusingConditions())) {
        proxy.follow(request -> null);
        Lake lake = lakeAt("s3a://" + TestS3.newBucket() + "/lake", proxy.endpoint());
        proxy.follow(plan);

        Finding finding = only(new ConditionalWriteCheck(), lake, Instant.now());

        assertThat(finding.severity()).isEqualTo(Severity.ERROR);
        assertThat(finding.where()).isEqualTo(lake.location().toString());
        assertThat(finding.what()).contains("its server ", "If-None-Match");
        assertThat(finding.cure()).contains("use a server that keeps If-None-Match");
      }
    }
  }

  @Test
  void thePromiseOfASingleWriterIsFoundWhereItIsMadeOfTheBucketAlone() {
    String bucket = TestS3.newBucket();
    TestSpark.session()
        .sparkContext()
        .hadoopConfiguration()
        .set("fs.s3a.bucket." + bucket + ".logstore.single.writer", "true");
    Lake lake = lakeAt("s3a://" + bucket + "/lake", TestS3.endpoint());

    Finding finding = only(new ConditionalWriteCheck(), lake, Instant.now());

    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.what())
        .isEqualTo("a single writer is promised by fs.s3a.logstore.single.writer");
  }

  @Test
  void aLeaseIsToldUntilItIsGivenBack() {
    Lake lake = newLake();
    Lease lease =
        Lease.acquire(lake, LEASES, new Claim(List.of(), List.of("silver/ticks")), Map::of);

    Finding finding = only(new LeaseCheck(LEASES), lake, Instant.now());

    assertThat(finding.severity()).isEqualTo(Severity.NOTE);
    assertThat(finding.where()).isEqualTo("silver/ticks");
    assertThat(finding.what())
        .startsWith("it is held by process " + ProcessHandle.current().pid() + " on ");
    lease.close();
    assertThat(findings(new LeaseCheck(LEASES), lake, Instant.now())).isEmpty();
  }

  /** A killed process leaves its objects, and nobody renews them. */
  @Test
  void aLeaseWhoseTimeIsOverIsToldSo() {
    Lake lake = newLake();
    lake.files()
        .write(
            "_marketlake/leases/units/silver/ticks/7",
            """
            {"session":"killed","host":"elsewhere","process":4711,"since":"2026-01-01T00:00:00Z"}""");
    lake.files()
        .write(
            "_marketlake/leases/sessions/killed",
            """
            {"beat":3,"ended":false,"settled":true}""");
    Instant renewed = Instant.now();

    Finding live = only(new LeaseCheck(LEASES), lake, renewed.plusSeconds(50));
    Finding over = only(new LeaseCheck(LEASES), lake, renewed.plusSeconds(70));

    assertThat(live.what()).startsWith("it is held by process 4711 on elsewhere since 2026-01-01");
    assertThat(over.severity()).isEqualTo(Severity.NOTE);
    assertThat(over.what())
        .startsWith("it was held by process 4711 on elsewhere since 2026-01-01")
        .contains("who last renewed it at ");
    assertThat(over.cure()).isEqualTo("nothing; the next start takes it over");
  }
}
