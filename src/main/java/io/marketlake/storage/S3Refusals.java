package io.marketlake.storage;

import com.amazonaws.AmazonClientException;
import com.amazonaws.AmazonServiceException;
import com.amazonaws.services.s3.model.AmazonS3Exception;
import io.marketlake.error.PipelineException;
import io.marketlake.error.StorageErrors;
import io.marketlake.logstore.ConditionIgnoredException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.hadoop.fs.s3a.CredentialInitializationException;
import org.apache.hadoop.fs.s3a.auth.NoAuthWithAWSException;
import org.apache.http.NoHttpResponseException;
import org.apache.http.conn.ConnectTimeoutException;

/**
 * What S3's refusals mean, in one sentence that a user can act on: told from the server's error
 * codes and statuses and from the kinds of exceptions, never from their texts. No sentence holds a
 * key, a secret or a token, since none of the server's own text goes into it.
 */
public final class S3Refusals {
  private static final int LONGEST_CHAIN = 50;

  private S3Refusals() {}

  /**
   * The sentence for a failure that S3 caused; empty where S3 did not, or where the user can't mend
   * it.
   *
   * @param location the lake that was worked on
   */
  public static Optional<PipelineException> explain(LakeLocation location, Throwable failure) {
    if (!location.isOnS3()) {
      return Optional.empty();
    }
    List<Throwable> chain = chain(failure);
    if (chain.stream().anyMatch(ConditionIgnoredException.class::isInstance)) {
      return Optional.of(
          StorageErrors.conditionsIgnored(location.toString(), location.server(), failure));
    }
    for (Throwable cause : chain) {
      if (cause instanceof AmazonServiceException refusal) {
        return Optional.ofNullable(refusal.getErrorCode())
            .flatMap(code -> byCode(location, code, refusal))
            .or(() -> byStatus(location, refusal));
      }
    }
    if (chain.stream().anyMatch(S3Refusals::isMissingCredential)) {
      return Optional.of(StorageErrors.noCredentials(location.toString(), failure));
    }
    boolean isOfClient = chain.stream().anyMatch(AmazonClientException.class::isInstance);
    if (isOfClient && chain.stream().anyMatch(S3Refusals::isUnreachable)) {
      return Optional.of(
          StorageErrors.unreachableS3(location.server(), location.toString(), failure));
    }
    return Optional.empty();
  }

  private static Optional<PipelineException> byCode(
      LakeLocation location, String code, AmazonServiceException refusal) {
    String lake = location.toString();
    return Optional.ofNullable(
        switch (code) {
          case "SignatureDoesNotMatch" -> StorageErrors.wrongSecret(lake, refusal);
          case "InvalidAccessKeyId" -> StorageErrors.unknownAccessKey(lake, refusal);
          case "ExpiredToken", "TokenRefreshRequired", "RequestExpired", "InvalidToken" ->
              StorageErrors.expiredCredentials(lake, refusal);
          case "AccessDenied", "AllAccessDisabled", "AccountProblem" ->
              StorageErrors.deniedOnS3(lake, refusal);
          case "NoSuchBucket" ->
              StorageErrors.missingBucket(lake, location.bucket(), location.server(), refusal);
          case "PermanentRedirect",
              "TemporaryRedirect",
              "AuthorizationHeaderMalformed",
              "IllegalLocationConstraintException" ->
              StorageErrors.wrongRegion(lake, location.bucket(), regionOf(refusal), refusal);
          case "RequestTimeTooSkewed" -> StorageErrors.clockSkew(lake, refusal);
          default -> null;
        });
  }

  /** An answer to HEAD has no body, and so no code of its own. */
  private static Optional<PipelineException> byStatus(
      LakeLocation location, AmazonServiceException refusal) {
    return switch (refusal.getStatusCode()) {
      case 301, 307 ->
          Optional.of(
              StorageErrors.wrongRegion(
                  location.toString(), location.bucket(), regionOf(refusal), refusal));
      case 401, 403 -> Optional.of(StorageErrors.deniedOnS3(location.toString(), refusal));
      default -> Optional.empty();
    };
  }

  /** The region that the server says the bucket is in. */
  private static Optional<String> regionOf(AmazonServiceException refusal) {
    Map<String, String> headers = refusal.getHttpHeaders();
    Map<String, String> details =
        refusal instanceof AmazonS3Exception s3 ? s3.getAdditionalDetails() : null;
    return Optional.ofNullable(headers == null ? null : headers.get("x-amz-bucket-region"))
        .or(() -> Optional.ofNullable(details == null ? null : details.get("Region")))
        .filter(region -> region.matches("[a-z0-9-]{1,50}"));
  }

  private static boolean isMissingCredential(Throwable cause) {
    return cause instanceof NoAuthWithAWSException
        || cause instanceof CredentialInitializationException;
  }

  private static boolean isUnreachable(Throwable cause) {
    return cause instanceof ConnectException
        || cause instanceof NoRouteToHostException
        || cause instanceof UnknownHostException
        || cause instanceof SSLException
        || cause instanceof SocketTimeoutException
        || cause instanceof ConnectTimeoutException
        || cause instanceof NoHttpResponseException;
  }

  /** A failure and its causes, the outermost first. */
  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable cause = failure;
        cause != null && chain.size() < LONGEST_CHAIN;
        cause = cause.getCause()) {
      chain.add(cause);
    }
    return chain;
  }
}
