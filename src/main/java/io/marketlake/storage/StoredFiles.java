package io.marketlake.storage;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.s3a.S3AFileSystem;

/**
 * Small text files below a lake's root, each whole or absent. Names are paths below the root.
 * Failures of the store are thrown as they are.
 */
public interface StoredFiles {
  /** The files of a location. */
  static StoredFiles at(LakeLocation location, Configuration hadoop) throws IOException {
    if (!location.isOnS3()) {
      return new LocalFiles(location.folder());
    }
    FileSystem files = FileSystem.get(location.root().toUri(), hadoop);
    if (files instanceof S3AFileSystem s3) {
      return new S3Files(location.root(), s3);
    }
    throw new IllegalStateException("fs.s3a.impl is " + files.getClass().getName());
  }

  /** The text of a file; empty if there is none. */
  Optional<String> read(String name) throws IOException;

  /** Puts a text in the place of a file. A reader sees the old text or the new one. */
  void write(String name, String text) throws IOException;

  /**
   * Puts a text where there is no file yet.
   *
   * @return whether the file now has this text
   */
  boolean create(String name, String text) throws IOException;

  /** The names of the files and folders in a folder, sorted; none if there is no such folder. */
  List<String> list(String folder) throws IOException;

  /** Removes a file or a folder with all in it; nothing happens if there is none. */
  void delete(String name) throws IOException;
}
