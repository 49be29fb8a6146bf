package io.marketlake.logstore;

import java.io.IOException;

/**
 * An S3 server takes a second put of a key although it was told to only if there is none, or takes
 * no put with that condition at all. Two writers would overwrite each other's commits there. The
 * message says what to do.
 */
public final class ConditionIgnoredException extends IOException {
  private static final long serialVersionUID = 1L;

  ConditionIgnoredException(String bucket, String finding, Throwable cause) {
    this(bucket, finding);
    initCause(cause);
  }

  ConditionIgnoredException(String bucket, String finding) {
    super(
        "Delta tables in s3a://"
            + bucket
            + " can't be written safely, because its server "
            + finding
            + "; use a server with conditional writes, or, where no second process ever writes"
            + " these tables, set "
            + ConditionalWrites.SINGLE_WRITER
            + "=true.");
  }
}
