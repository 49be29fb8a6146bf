package io.marketlake.marts;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which marts there are, and how often they are brought up to date.
 *
 * @param refresh the pause between two refreshes; at least 1 s
 * @param inStream whether {@code stream} and the demo refresh them beside their queries
 * @param folder where the user's own are; empty for none
 * @param marts those of marketlake and the user's own, in no order
 */
public record MartSettings(
    Duration refresh, boolean inStream, Optional<Path> folder, List<Mart> marts) {
  private static final Duration LEAST = Duration.ofSeconds(1);

  public MartSettings {
    marts = List.copyOf(marts);
    if (refresh.compareTo(LEAST) < 0) {
      throw new IllegalArgumentException("refresh must be at least 1s");
    }
  }
}
