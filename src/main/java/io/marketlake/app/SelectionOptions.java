package io.marketlake.app;

import io.marketlake.quarantine.Selection;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which quarantined records are meant, but for their feed. */
final class SelectionOptions {
  @Option(
      names = "--class",
      paramLabel = "CLASS",
      description = "malformed, invalid, duplicate or dropped; all but dropped by default")
  private @Nullable String rejectedAs;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "a rule that they broke (price.type), or a part of a reason")
  private @Nullable String reason;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = MomentOption.class,
      description = "from this kafka_time on: 2026-03-02 or 2026-03-02T14:30:00Z")
  private @Nullable Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = MomentOption.class,
      description = "before this kafka_time")
  private @Nullable Instant to;

  Selection of(@Nullable String feed) {
    return new Selection(
        Optional.ofNullable(feed),
        Optional.ofNullable(rejectedAs),
        Optional.ofNullable(reason),
        Optional.ofNullable(from),
        Optional.ofNullable(to));
  }
}
