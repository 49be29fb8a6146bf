package io.marketlake.storage;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The local disk as Hadoop's {@code file:} scheme, without the processes that Hadoop starts for
 * each file to set and to read the permissions that the umask gives it anyway, and without a
 * checksum file beside each. A micro-batch of four feeds writes some thirty small files; starting
 * as many processes was most of its waiting.
 */
public final class PlainLocalFileSystem extends LocalFileSystem {

  public PlainLocalFileSystem() {
    super(new Disk());
    setWriteChecksum(false);
    setVerifyChecksum(false);
  }

  private static final class Disk extends RawLocalFileSystem {
    /** Does nothing: a file has the permissions that the process's umask gives it. */
    @Override
    public void setPermission(Path path, FsPermission permission) {}

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
      return plain(super.getFileStatus(path));
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
      return Arrays.stream(super.listStatus(path)).map(Disk::plain).toArray(FileStatus[]::new);
    }

    /** Without owner and permissions, which Hadoop would start a process to read. */
    private static FileStatus plain(FileStatus status) {
      return new FileStatus(
          status.getLen(),
          status.isDirectory(),
          1,
          status.getBlockSize(),
          status.getModificationTime(),
          status.getPath());
    }

    /** A link is followed; Hadoop would start a process to read it. */
    @Override
    public FileStatus getFileLinkStatus(Path path) throws IOException {
      return getFileStatus(path);
    }
  }

  /** The same, for the callers of Hadoop's other interface, such as Spark's checkpoints. */
  public static final class Context extends DelegateToFileSystem {
    private static final int NO_PORT = -1;

    public Context(URI uri, Configuration conf) throws IOException, URISyntaxException {
      super(uri, new Disk(), conf, "file", false);
    }

    @Override
    public int getUriDefaultPort() {
      return NO_PORT;
    }
  }
}
