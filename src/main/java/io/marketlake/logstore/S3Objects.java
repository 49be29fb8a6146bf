package io.marketlake.logstore;

import com.amazonaws.AbortedException;
import com.amazonaws.AmazonServiceException;
import com.amazonaws.SdkBaseException;
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.model.ListObjectsV2Request;
import com.amazonaws.services.s3.model.ListObjectsV2Result;
import com.amazonaws.services.s3.model.ObjectMetadata;
import com.amazonaws.services.s3.model.PutObjectRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.Invoker;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.fs.s3a.S3AUtils;
import org.apache.hadoop.fs.s3a.api.RequestFactory;
import org.apache.hadoop.fs.store.audit.AuditSpan;
import org.apache.hadoop.io.retry.RetryPolicies;
import org.apache.hadoop.io.retry.RetryPolicy;
import org.apache.hadoop.util.functional.CallableRaisingIOE;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of a log store, by S3A's own client and request factory: whatever is set for S3A
 * (credentials, assumed roles, encryption, proxies, settings of a bucket) holds for them too. S3A's
 * own way of writing is no way for a conditional put: it retries a refusal as if it were a failure,
 * and can't tell an own entry whose answer was lost from another's.
 */
final class S3Objects {
  /** What became of a conditional put. */
  enum Outcome {
    /** The object is ours. */
    CREATED,
    /** The object is another's, and ours will never be there. */
    TAKEN
  }

  /** A check that is dear enough to be made once. */
  interface Check {
    void run() throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(S3Objects.class);
  private static final String COMMIT_ID = "commit-id";

  /** S3 asks for another try of a put that met another: from 50 ms on, some 25 s in all. */
  private static final RetryPolicy WHILE_UNDECIDED =
      RetryPolicies.retryByException(
          RetryPolicies.TRY_ONCE_THEN_FAIL,
          Map.of(
              UndecidedPutException.class,
              RetryPolicies.exponentialBackoffRetry(9, 50, TimeUnit.MILLISECONDS)));

  /** One for each file system of the process, since S3A writes a warning at each look-up. */
  private static final Map<S3AFileSystem, S3Objects> OPEN = new WeakHashMap<>();

  private final WeakReference<S3AFileSystem> owner;
  private final AmazonS3 client;
  private boolean hasPassed;

  private S3Objects(S3AFileSystem files) {
    this.owner = new WeakReference<>(files);
    this.client = files.getAmazonS3ClientForTesting("conditional puts of Delta's log entries");
  }

  static S3Objects of(S3AFileSystem files) {
    synchronized (OPEN) {
      return OPEN.computeIfAbsent(files, S3Objects::new);
    }
  }

  /** Runs a check of the server unless it has passed before. */
  synchronized void passOnce(Check check) throws IOException {
    if (!hasPassed) {
      check.run();
      hasPassed = true;
    }
  }

  /**
   * Puts an object if there is none at its path, and says whose the object there is now. What the
   * client's own retries hide (a put that was stored although its answer was lost, then refused) is
   * told by the commit's id, which lies in the object's metadata.
   *
   * @throws ConditionIgnoredException when the server takes no conditional puts
   * @throws IOException when it can't be known, or when neither is there: nobody may count on the
   *     object, yet a put that is still on its way may land
   */
  Outcome putIfAbsent(Path path, byte[] content, String commitId) throws IOException {
    String key = files().pathToKey(path);
    try (AuditSpan span = files().createSpan("op_create", key, null)) {
      span.activate();
      return new Invoker(WHILE_UNDECIDED, Invoker.LOG_EVENT)
          .retry(
              "put if absent", path.toString(), true, () -> putOnce(path, key, content, commitId));
    }
  }

  private Outcome putOnce(Path path, String key, byte[] content, String commitId)
      throws IOException {
    PutObjectRequest request = putRequest(key, content, commitId);
    request.putCustomRequestHeader("If-None-Match", "*");
    try {
      client.putObject(request);
      return Outcome.CREATED;
    } catch (SdkBaseException e) {
      if (e instanceof AbortedException || Thread.currentThread().isInterrupted()) {
        InterruptedIOException interrupted =
            new InterruptedIOException("Interrupted while " + path + " was put");
        interrupted.initCause(e);
        throw interrupted;
      }
      // Whatever the last answer was, an earlier try of the client may have stored the object.
      Optional<String> holder = holderAfter(e, path, key);
      if (holder.isPresent()) {
        return holder.get().equals(commitId) ? Outcome.CREATED : Outcome.TAKEN;
      }
      if (e instanceof AmazonServiceException answer
          && (answer.getStatusCode() == 409 || answer.getStatusCode() == 412)) {
        throw new UndecidedPutException(path.toString(), e);
      }
      if (e instanceof AmazonServiceException answer && answer.getStatusCode() == 501) {
        throw new ConditionIgnoredException(
            files().getBucket(), "does not know If-None-Match on a put", e);
      }
      throw S3AUtils.translateException("put if absent", path.toString(), e);
    }
  }

  private Optional<String> holderAfter(SdkBaseException failure, Path path, String key)
      throws IOException {
    try {
      return holder(key);
    } catch (SdkBaseException e) {
      IOException unknown = S3AUtils.translateException("put if absent", path.toString(), failure);
      unknown.addSuppressed(e);
      throw unknown;
    }
  }

  /** The commit id of the object at a key, if there is an object; empty text if it has none. */
  private Optional<String> holder(String key) {
    try {
      ObjectMetadata metadata =
          client.getObjectMetadata(factory().newGetObjectMetadataRequest(key));
      String commitId = metadata.getUserMetaDataOf(COMMIT_ID);
      return Optional.of(commitId == null ? "" : commitId);
    } catch (AmazonServiceException e) {
      if (e.getStatusCode() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Whether the object at a path was put under a commit id. */
  boolean holds(Path path, String commitId) throws IOException {
    String key = files().pathToKey(path);
    return retried("head", path, () -> holder(key)).equals(Optional.of(commitId));
  }

  boolean exists(Path path) throws IOException {
    String key = files().pathToKey(path);
    return retried("head", path, () -> holder(key)).isPresent();
  }

  /** Puts an object, whatever was there. */
  void put(Path path, byte[] content, String commitId) throws IOException {
    String key = files().pathToKey(path);
    retried("put", path, () -> client.putObject(putRequest(key, content, commitId)));
  }

  /** Removes an object that nobody needs; one that can't be removed stays. */
  void remove(Path path) {
    try {
      String key = files().pathToKey(path);
      client.deleteObject(factory().newDeleteObjectRequest(key));
    } catch (SdkBaseException e) {
      LOG.warn("{} could not be removed and may be deleted by hand: {}", path, e.getMessage());
    }
  }

  /** A page of the objects directly in a folder, in the order of their names. */
  ListObjectsV2Result list(Path folder, String startAfter, String continuation) throws IOException {
    String prefix = files().maybeAddTrailingSlash(files().pathToKey(folder));
    ListObjectsV2Request request = factory().newListObjectsV2Request(prefix, "/", 1000);
    request.setStartAfter(startAfter);
    if (!continuation.isEmpty()) {
      request.setContinuationToken(continuation);
    }
    return retried("list", folder, () -> client.listObjectsV2(request));
  }

  private <T> T retried(String operation, Path path, CallableRaisingIOE<T> request)
      throws IOException {
    S3AFileSystem files = files();
    try (AuditSpan span = files.createSpan("op_" + operation, files.pathToKey(path), null)) {
      span.activate();
      return files
          .createStoreContext()
          .getInvoker()
          .retry(operation, path.toString(), true, request);
    }
  }

  private PutObjectRequest putRequest(String key, byte[] content, String commitId) {
    ObjectMetadata metadata = factory().newObjectMetadata(content.length);
    metadata.addUserMetadata(COMMIT_ID, commitId);
    PutObjectRequest request =
        factory().newPutObjectRequest(key, metadata, new ByteArrayInputStream(content));
    request.getRequestClientOptions().setReadLimit(content.length + 1);
    return request;
  }

  private RequestFactory factory() {
    return files().getRequestFactory();
  }

  private S3AFileSystem files() {
    S3AFileSystem files = owner.get();
    if (files == null) {
      throw new IllegalStateException("The file system of this store is gone");
    }
    return files;
  }
}
