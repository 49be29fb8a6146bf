package io.marketlake.error;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The wording of what may go wrong where a lake is stored: its place, S3's refusals, leases. No
 * sentence holds a credential.
 */
public final class StorageErrors {
  private static final String CREDENTIALS = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";

  private StorageErrors() {}

  public static PipelineException badLocation(String reason) {
    return new PipelineException(
        ErrorCode.SETTINGS,
        "the lake's place can't be used",
        "lake.path " + reason,
        "set lake.path to a local folder or to s3a://bucket/prefix",
        null);
  }

  public static PipelineException wrongSecret(String lake, @Nullable Throwable cause) {
    return refused(
        lake,
        "the server finds the signature wrong, so the secret does not belong to the access key",
        "correct " + CREDENTIALS + ", or the profile or role that stands for them",
        cause);
  }

  public static PipelineException unknownAccessKey(String lake, @Nullable Throwable cause) {
    return refused(
        lake,
        "the server does not know the access key",
        "correct " + CREDENTIALS + ", or see whether s3.endpoint is the server that knows them",
        cause);
  }

  public static PipelineException expiredCredentials(String lake, @Nullable Throwable cause) {
    return refused(
        lake,
        "the credentials are temporary and no longer valid",
        "get new ones (AWS_SESSION_TOKEN belongs to them), or run under a role, which renews its"
            + " own",
        cause);
  }

  public static PipelineException noCredentials(String lake, @Nullable Throwable cause) {
    return refused(
        lake,
        "there are no credentials in the environment, in a profile or from a role of this machine",
        "set " + CREDENTIALS + ", AWS_PROFILE, or run under a role; docs/s3.md lists the ways",
        cause);
  }

  public static PipelineException missingBucket(
      String lake, String bucket, String server, @Nullable Throwable cause) {
    return refused(
        lake,
        "there is no bucket " + bucket + " at " + server,
        "create it, or correct lake.path or s3.endpoint",
        cause);
  }

  public static PipelineException deniedOnS3(String lake, @Nullable Throwable cause) {
    return refused(
        lake,
        "these credentials may not do there what this job does",
        "grant what conf/iam has for the job, or correct lake.path",
        cause);
  }

  public static PipelineException wrongRegion(
      String lake, String bucket, Optional<String> region, @Nullable Throwable cause) {
    return refused(
        lake,
        "the bucket "
            + bucket
            + " is in "
            + region.map(r -> "the region " + r).orElse("another region")
            + " than the one asked",
        "set s3.region to the bucket's region, and s3.endpoint, if set, to its server there",
        cause);
  }

  public static PipelineException clockSkew(String lake, @Nullable Throwable cause) {
    return refused(
        lake,
        "this machine's clock differs from the server's by more than S3 allows",
        "set the clock right (timedatectl set-ntp true)",
        cause);
  }

  public static PipelineException unreachableS3(
      String server, String lake, @Nullable Throwable cause) {
    return refused(
        lake,
        server + " does not answer",
        "start the server or set s3.endpoint to one that answers; a proxy is set by Spark's"
            + " fs.s3a.proxy.host",
        cause);
  }

  public static PipelineException conditionsIgnored(
      String lake, String server, @Nullable Throwable cause) {
    return refused(
        lake,
        server
            + " does not keep to If-None-Match, by which a second put of one key is refused, so"
            + " that two writers would undo each other's commits",
        "use a server with conditional writes (docs/s3.md lists some) or, where never a second"
            + " process writes, set Spark's spark.hadoop.fs.s3a.logstore.single.writer=true",
        cause);
  }

  private static PipelineException refused(
      String lake, String reason, String cure, @Nullable Throwable cause) {
    return new PipelineException(
        ErrorCode.LAKE, "the lake at " + lake + " can't be used", reason, cure, cause);
  }

  /**
   * Another process holds the lease of a unit.
   *
   * @param holder who holds it and since when
   * @param duration how long after its last sign of life it may be taken over
   */
  public static PipelineException leased(String unit, String holder, Duration duration) {
    return new PipelineException(
        ErrorCode.BUSY,
        unit + " is already being written",
        holder + " holds its lease and renews it",
        "stop that one first, which gives the lease back at once; were it to die, a start takes"
            + " the lease over "
            + duration.toSeconds()
            + " s after its last renewal",
        null);
  }

  public static PipelineException leaseLost(String units, String reason) {
    return new PipelineException(
        ErrorCode.BUSY,
        "this process no longer holds the lease of " + units + " and stops",
        reason,
        "see that only one process writes it, then start again; a machine that pauses or loses S3"
            + " for longer than lease.duration loses its leases",
        null);
  }
}
