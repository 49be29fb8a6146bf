package io.marketlake.storage;

import com.amazonaws.AmazonClientException;
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.model.ListObjectsV2Request;
import io.marketlake.error.PipelineException;
import io.marketlake.logstore.ConditionalWrites;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;

/**
 * Asks S3 once, before any heavy work, whether a lake can be used: with few and short retries, so
 * that a mistake is told within seconds, where running work waits minutes for better weather.
 */
public final class StorageCheck {
  private StorageCheck() {}

  /** What is to be asked. */
  private interface Question {
    void ask(S3AFileSystem files) throws IOException;
  }

  /**
   * Throws one sentence if the lake can't be listed. Local folders are not looked at.
   *
   * @throws PipelineException with the reason and the cure
   */
  public static void requireReachable(LakeLocation location) {
    ask(location, files -> list(files, location));
  }

  /**
   * Throws one sentence if the lake can't be listed, if nothing can be put below a folder of it, or
   * if its server ignores the condition of a put. Local folders are not looked at.
   *
   * @param folder where a small object may be put and removed again
   * @throws PipelineException with the reason and the cure
   */
  public static void requireWritable(LakeLocation location, String folder) {
    ask(
        location,
        files -> {
          list(files, location);
          ConditionalWrites.require(files, new Path(location.root(), folder));
        });
  }

  private static void ask(LakeLocation location, Question question) {
    if (!location.isOnS3()) {
      return;
    }
    Configuration quick = location.configuration();
    String own = "fs.s3a.bucket." + location.bucket() + ".";
    Map.of(
            "attempts.maximum", 1,
            "retry.limit", 1,
            "connection.establish.timeout", 4_000,
            "connection.timeout", 6_000)
        .forEach(
            (key, most) -> quick.setInt(own + key, Math.min(most, quick.getInt(own + key, most))));
    try (FileSystem files = FileSystem.newInstance(location.root().toUri(), quick)) {
      if (files instanceof S3AFileSystem s3) {
        question.ask(s3);
      }
    } catch (IOException | AmazonClientException e) {
      throw S3Refusals.explain(location, e)
          .map(RuntimeException.class::cast)
          .orElseGet(
              () -> e instanceof IOException io ? new UncheckedIOException(io) : asRuntime(e));
    }
  }

  private static RuntimeException asRuntime(Exception e) {
    return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
  }

  /** A list and no head: only an answer with a body says why. */
  private static void list(S3AFileSystem files, LakeLocation location) {
    AmazonS3 client = files.getAmazonS3ClientForTesting("check of the lake");
    String path = location.root().toUri().getPath().substring(1);
    client.listObjectsV2(
        new ListObjectsV2Request()
            .withBucketName(location.bucket())
            .withPrefix(path.isEmpty() ? "" : path + "/")
            .withMaxKeys(1));
  }
}
