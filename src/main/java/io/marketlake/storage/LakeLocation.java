package io.marketlake.storage;

import io.marketlake.error.StorageErrors;
import java.nio.file.InvalidPathException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The place of a lake: a local folder ({@code lake}, {@code file:/data/lake}) or a prefix of a
 * bucket ({@code s3a://bucket/prefix}). {@code s3://} means the same as {@code s3a://}, since that
 * is how Athena writes it.
 */
public final class LakeLocation {
  /** What is said to who puts a credential into a setting. */
  public static final String NO_KEYS =
      "credentials come from the environment, a profile or a role, never from a setting";

  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+)://.*");
  private static final Pattern S3 = Pattern.compile("(?i:s3a?)://([^/]*)(/.*)?");
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final String CHAIN = "com.amazonaws.auth.DefaultAWSCredentialsProviderChain";
  private static final String PROVIDER = "aws.credentials.provider";

  private final Path root;
  private final S3Settings s3;

  private LakeLocation(Path root, S3Settings s3) {
    this.root = root;
    this.s3 = s3;
  }

  /**
   * The location that a text names.
   *
   * @throws io.marketlake.error.PipelineException if it names none
   */
  public static LakeLocation of(String text, S3Settings s3) {
    problemOf(text)
        .ifPresent(
            reason -> {
              throw StorageErrors.badLocation(reason);
            });
    Matcher onS3 = S3.matcher(text);
    if (onS3.matches()) {
      String prefix = onS3.group(2) == null ? "" : onS3.group(2).replaceAll("/+", "/");
      return new LakeLocation(new Path("s3a", onS3.group(1), prefix.isEmpty() ? "/" : prefix), s3);
    }
    java.nio.file.Path folder =
        java.nio.file.Path.of(text.replaceFirst("^file:(//)?", "")).toAbsolutePath().normalize();
    return new LakeLocation(new Path("file", null, folder.toString()), s3);
  }

  /** Why a text names no location; empty if it does. Never repeats the text. */
  public static Optional<String> problemOf(String text) {
    Matcher onS3 = S3.matcher(text);
    if (onS3.matches()) {
      String bucket = onS3.group(1);
      if (bucket.contains("@") || bucket.contains(":")) {
        return Optional.of("has more than a bucket's name before its path; " + NO_KEYS);
      }
      return BUCKET.matcher(bucket).matches()
          ? Optional.empty()
          : Optional.of(
              "names no bucket that S3 allows (3 to 63 small letters, digits, dots and dashes)");
    }
    Matcher scheme = SCHEME.matcher(text);
    if (scheme.matches() && !scheme.group(1).toLowerCase(Locale.ROOT).equals("file")) {
      return Optional.of("is neither a local folder nor s3a://bucket/prefix");
    }
    try {
      var unused = java.nio.file.Path.of(text.replaceFirst("^file:(//)?", ""));
      return Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.of("is no path of this system");
    }
  }

  public boolean isOnS3() {
    return "s3a".equals(root.toUri().getScheme());
  }

  /** The root, as Hadoop's file systems name it. */
  public Path root() {
    return root;
  }

  /** The local folder; a bug where the lake is on S3. */
  public java.nio.file.Path folder() {
    if (isOnS3()) {
      throw new IllegalStateException(root + " is no local folder");
    }
    return java.nio.file.Path.of(root.toUri().getPath());
  }

  /** The bucket; a bug where the lake is a local folder. */
  String bucket() {
    if (!isOnS3()) {
      throw new IllegalStateException(root + " is on no bucket");
    }
    return root.toUri().getHost();
  }

  /** Who answers for the location, to be named in messages. */
  String server() {
    return s3.endpoint().orElse("Amazon S3");
  }

  S3Settings s3() {
    return s3;
  }

  /**
   * Lets Hadoop's file systems reach the location. The settings are the bucket's own, so other
   * buckets of the same process keep theirs; what the user has set for S3A (encryption, proxy,
   * another credential provider) stays.
   */
  public void configure(Configuration hadoop) {
    if (!isOnS3()) {
      return;
    }
    String own = "fs.s3a.bucket." + bucket() + ".";
    s3.endpoint()
        .ifPresent(
            endpoint -> {
              hadoop.set(own + "endpoint", endpoint);
              hadoop.setBoolean(own + "connection.ssl.enabled", s3.usesTls());
            });
    s3.region().ifPresent(region -> hadoop.set(own + "endpoint.region", region));
    if (s3.pathStyle()) {
      hadoop.setBoolean(own + "path.style.access", true);
    }
    if (isDefault(hadoop, own + PROVIDER) && isDefault(hadoop, "fs.s3a." + PROVIDER)) {
      hadoop.set(own + PROVIDER, CHAIN);
    }
    if (isDefault(hadoop, own + "directory.marker.retention")
        && isDefault(hadoop, "fs.s3a.directory.marker.retention")) {
      // Each file written would otherwise be followed by deletes of all folders above it.
      hadoop.set(own + "directory.marker.retention", "keep");
    }
  }

  private static boolean isDefault(Configuration hadoop, String key) {
    String[] sources = hadoop.getPropertySources(key);
    return hadoop.get(key) == null
        || (sources != null && sources.length > 0 && sources[0].endsWith("-default.xml"));
  }

  /** A configuration for work without a Spark session, with what spark-submit was given for it. */
  public Configuration configuration() {
    Configuration hadoop = new Configuration();
    for (Map.Entry<Object, Object> property : System.getProperties().entrySet()) {
      String name = String.valueOf(property.getKey());
      if (name.startsWith("spark.hadoop.")) {
        hadoop.set(name.substring("spark.hadoop.".length()), String.valueOf(property.getValue()));
      }
    }
    configure(hadoop);
    return hadoop;
  }

  @Override
  public String toString() {
    return root.toString().replaceAll("/$", "");
  }
}
