package io.marketlake.storage;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How the S3 server of a lake is reached. Credentials are no settings.
 *
 * @param endpoint the server, {@code https://host[:port]}, or {@code http://} for one without TLS;
 *     empty for Amazon's
 * @param region the bucket's region; empty lets the client find it
 * @param pathStyle whether the bucket's name is part of the path rather than of the host's name
 */
public record S3Settings(Optional<String> endpoint, Optional<String> region, boolean pathStyle) {
  /** Amazon's S3, the region found by the client. */
  public static final S3Settings AMAZON = new S3Settings(Optional.empty(), Optional.empty(), false);

  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,50}");

  public S3Settings {
    // No message repeats the value: a user may have put a secret where none belongs.
    endpoint.ifPresent(S3Settings::requireEndpoint);
    if (region.isPresent() && !REGION.matcher(region.get()).matches()) {
      throw new IllegalArgumentException("region is no name of a region, such as eu-central-1");
    }
  }

  private static void requireEndpoint(String endpoint) {
    URI uri;
    try {
      uri = URI.create(endpoint);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("endpoint is no URL such as https://host:port", e);
    }
    if (uri.getUserInfo() != null) {
      throw new IllegalArgumentException("endpoint holds credentials; " + LakeLocation.NO_KEYS);
    }
    boolean isUrl = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    boolean hasMore = uri.getRawPath() != null && !uri.getRawPath().matches("/?");
    if (!isUrl || uri.getHost() == null || hasMore || uri.getRawQuery() != null) {
      throw new IllegalArgumentException("endpoint is no URL such as https://host:port");
    }
  }

  /** Whether requests are encrypted on their way. */
  boolean usesTls() {
    return endpoint.map(e -> !e.startsWith("http://")).orElse(true);
  }
}
