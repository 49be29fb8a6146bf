package io.marketlake.error;

import org.jspecify.annotations.Nullable;

/**
 * A failure that a user caused and can mend. Its message is one sentence: the problem, its reason
 * and the cure. Made only in {@link Errors}.
 */
public final class PipelineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  PipelineException(
      ErrorCode code, String problem, String reason, String cure, @Nullable Throwable cause) {
    super(problem + ", because " + reason + "; " + cure + ".", cause);
    this.code = code;
  }

  public ErrorCode code() {
    return code;
  }
}
