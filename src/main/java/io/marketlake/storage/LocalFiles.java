package io.marketlake.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * Files on a local disk: written beside their place and renamed into it. That a file is created
 * once is sure among the threads of a process and behind a lease, which is how it is used here.
 */
final class LocalFiles implements StoredFiles {
  private final FileContext files;
  private final Path root;

  LocalFiles(Path root, Configuration hadoop) throws IOException {
    this.files = FileContext.getFileContext(root.toUri(), hadoop);
    this.root = root;
    // A file and its checksum are not replaced in one step; the text is small and whole or absent.
    files.setVerifyChecksum(false, root);
  }

  @Override
  public Optional<String> read(String name) throws IOException {
    try (FSDataInputStream in = files.open(new Path(root, name))) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  @Override
  public void write(String name, String text) throws IOException {
    Path target = new Path(root, name);
    files.rename(draft(target, text), target, Options.Rename.OVERWRITE);
  }

  @Override
  public synchronized boolean create(String name, String text) throws IOException {
    Path target = new Path(root, name);
    Path draft = draft(target, text);
    try {
      files.rename(draft, target);
      return true;
    } catch (FileAlreadyExistsException e) {
      files.delete(draft, false);
      return read(name).filter(text::equals).isPresent();
    }
  }

  private Path draft(Path target, String text) throws IOException {
    Path draft = new Path(target.getParent(), "." + target.getName() + ".draft");
    try (var out =
        files.create(
            draft,
            EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE),
            Options.CreateOpts.createParent())) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return draft;
  }

  @Override
  public List<String> list(String folder) throws IOException {
    List<String> names = new ArrayList<>();
    try {
      for (FileStatus status : files.util().listStatus(new Path(root, folder))) {
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
    try {
      files.delete(new Path(root, name), true);
    } catch (FileNotFoundException e) {
      // As wanted.
    }
  }
}
