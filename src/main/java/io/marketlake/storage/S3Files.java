package io.marketlake.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.RemoteFileChangedException;
import org.apache.hadoop.fs.s3a.S3AFileSystem;

/** Objects on S3, where a put is seen whole or not at all, and at once by every reader. */
final class S3Files implements StoredFiles {
  private static final int MOST_READS = 10;

  private final Path root;
  private final S3AFileSystem files;

  S3Files(Path root, S3AFileSystem files) {
    this.root = root;
    this.files = files;
  }

  @Override
  public Optional<String> read(String name) throws IOException {
    int triesLeft = MOST_READS;
    while (true) {
      try {
        return Optional.of(text(name));
      } catch (FileNotFoundException e) {
        return Optional.empty();
      } catch (RemoteFileChangedException e) {
        // S3A asks for the object's tag first, and another text may come in between.
        if (--triesLeft == 0) {
          throw e;
        }
      }
    }
  }

  private String text(String name) throws IOException {
    try (FSDataInputStream in = files.open(new Path(root, name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public void write(String name, String text) throws IOException {
    // Nothing is sent before the stream is closed, and nothing can fail between these two.
    try (FSDataOutputStream out = files.create(new Path(root, name), true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public boolean create(String name, String text) throws IOException {
    return FirstPut.put(files, new Path(root, name), text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public List<String> list(String folder) throws IOException {
    List<String> names = new ArrayList<>();
    try {
      for (FileStatus status : files.listStatus(new Path(root, folder))) {
        names.add(status.getPath().getName());
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    names.sort(null);
    return names;
  }

  @Override
  public void delete(String name) throws IOException {
    files.delete(new Path(root, name), true);
  }
}
