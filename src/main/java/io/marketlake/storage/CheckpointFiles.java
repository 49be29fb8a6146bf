package io.marketlake.storage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathFilter;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.spark.internal.io.cloud.AbortableStreamBasedCheckpointFileManager;
import org.apache.spark.sql.execution.streaming.CheckpointFileManager;
import org.apache.spark.sql.execution.streaming.FileContextBasedCheckpointFileManager;

/**
 * The files of Spark's streaming checkpoints: on S3 each is put whole and, where Spark asks for a
 * new one, once; elsewhere as Spark does by default. Spark makes one a folder, by this class's name
 * in {@code spark.sql.streaming.checkpointFileManagerClass}.
 *
 * <p>Spark's own ways on S3 look whether a file is there and then write over what is. A process
 * that is paused between the two and goes on once another has taken its work over would so replace
 * the range of a micro-batch that the other has already committed, and the next start would skip
 * rows or read them twice. Here the later of two writers is refused, whenever it was paused: an
 * entry of {@code offsets} or {@code commits}, once there, never changes. Whoever is refused stops,
 * and the next start goes on from the entry that is there. If it was the paused process whose entry
 * came first, that entry is what both would run; the tables take its rows from the one that holds
 * the lease only.
 *
 * <p>Files that Spark means to replace (state of operators) pass by S3A's abortable streams, so
 * that a failed write leaves nothing.
 */
public final class CheckpointFiles implements CheckpointFileManager {
  private final Path folder;
  private final Configuration hadoop;
  private final CheckpointFileManager others;

  /** Called by Spark. */
  public CheckpointFiles(Path folder, Configuration hadoop) {
    this.folder = folder;
    this.hadoop = hadoop;
    this.others =
        isOnS3(folder)
            ? new AbortableStreamBasedCheckpointFileManager(folder, hadoop)
            : new FileContextBasedCheckpointFileManager(folder, hadoop);
  }

  private static boolean isOnS3(Path path) {
    return "s3a".equals(path.toUri().getScheme());
  }

  @Override
  public CancellableFSDataOutputStream createAtomic(Path path, boolean overwriteIfPossible) {
    return overwriteIfPossible || !isOnS3(folder)
        ? others.createAtomic(path, overwriteIfPossible)
        : new FirstPutStream(hadoop, path);
  }

  @Override
  public FSDataInputStream open(Path path) {
    return others.open(path);
  }

  @Override
  public FileStatus[] list(Path path, PathFilter filter) {
    return others.list(path, filter);
  }

  @Override
  public void mkdirs(Path path) {
    others.mkdirs(path);
  }

  @Override
  public boolean exists(Path path) {
    return others.exists(path);
  }

  @Override
  public void delete(Path path) {
    others.delete(path);
  }

  @Override
  public boolean isLocal() {
    return others.isLocal();
  }

  @Override
  public Path createCheckpointDirectory() {
    return others.createCheckpointDirectory();
  }

  /** Keeps what is written, and puts it when it is closed. */
  private static final class FirstPutStream extends CancellableFSDataOutputStream {
    private final ByteArrayOutputStream bytes;
    private final Configuration hadoop;
    private final Path path;
    private boolean ended;

    FirstPutStream(Configuration hadoop, Path path) {
      this(new ByteArrayOutputStream(), hadoop, path);
    }

    private FirstPutStream(ByteArrayOutputStream bytes, Configuration hadoop, Path path) {
      super(bytes);
      this.bytes = bytes;
      this.hadoop = hadoop;
      this.path = path;
    }

    @Override
    public void close() throws IOException {
      if (ended) {
        return;
      }
      flush();
      ended = true;
      S3AFileSystem files = (S3AFileSystem) FileSystem.get(path.toUri(), hadoop);
      if (!FirstPut.put(files, path, bytes.toByteArray())) {
        throw new FileAlreadyExistsException(path + " was written by another process");
      }
    }

    @Override
    public void cancel() {
      ended = true;
    }
  }
}
