package io.marketlake.registry;

import java.time.Duration;

/**
 * How a running job follows the registry.
 *
 * @param poll how often it looks whether another model is to score, 0 or more; default 5 s. A look
 *     lists one folder's newest files beside the stream, and only while texts come
 * @param shadow whether the challenger scores beside the champion, into a table of its own; default
 *     false
 */
public record RegistrySettings(Duration poll, boolean shadow) {
  public RegistrySettings {
    if (poll.isNegative()) {
      throw new IllegalArgumentException("poll must be 0 or more, not " + poll);
    }
  }

  public static RegistrySettings defaults() {
    return new RegistrySettings(Duration.ofSeconds(5), false);
  }
}
