package io.marketlake.storage;

import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.model.AmazonS3Exception;
import com.amazonaws.services.s3.model.PutObjectRequest;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.fs.s3a.S3AUtils;
import org.apache.hadoop.fs.s3a.api.RequestFactory;

/**
 * An object on S3 that is put only where there is none yet ({@code If-None-Match: *}): whole or not
 * at all, and once, however many processes try. It goes through S3A's own client, so that all that
 * is set for S3A holds.
 */
final class FirstPut {
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;
  private static final int TRIES = 10;

  private FirstPut() {}

  /**
   * Puts an object where there is none yet.
   *
   * @return whether the object now has these bytes: put now, or earlier by a request whose answer
   *     was lost; false if it has others
   */
  static boolean put(S3AFileSystem files, Path path, byte[] bytes) throws IOException {
    AmazonS3 client = files.getAmazonS3ClientForTesting("put if absent");
    for (int attempt = 1; ; attempt++) {
      try {
        client.putObject(request(files.getRequestFactory(), keyOf(path), bytes));
        return true;
      } catch (AmazonS3Exception e) {
        if (e.getStatusCode() == PRECONDITION_FAILED) {
          return Arrays.equals(bytes, read(files, path));
        }
        // Another conditional put of this object is under way; how it ends decides.
        if (e.getStatusCode() != CONFLICT || attempt == TRIES) {
          throw S3AUtils.translateException("put if absent", path, e);
        }
      } catch (com.amazonaws.AmazonClientException e) {
        throw S3AUtils.translateException("put if absent", path, e);
      }
    }
  }

  private static PutObjectRequest request(RequestFactory requests, String key, byte[] bytes) {
    PutObjectRequest request =
        requests.newPutObjectRequest(
            key, requests.newObjectMetadata(bytes.length), new ByteArrayInputStream(bytes));
    request.putCustomRequestHeader("If-None-Match", "*");
    return request;
  }

  private static byte[] read(S3AFileSystem files, Path path) throws IOException {
    try (FSDataInputStream in = files.open(path)) {
      return in.readAllBytes();
    } catch (FileNotFoundException e) {
      throw new IOException(path + " was there and is gone", e);
    }
  }

  private static String keyOf(Path path) {
    return path.toUri().getPath().substring(1);
  }
}
