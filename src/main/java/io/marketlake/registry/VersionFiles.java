package io.marketlake.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.marketlake.error.Errors;
import io.marketlake.error.PipelineException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** The files of one version. What a reader misses in them is told as a damaged model. */
final class VersionFiles {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final ModelVersion version;
  private final Path folder;
  private final FileSystem files;

  VersionFiles(ModelVersion version, Configuration hadoop) throws IOException {
    this.version = version;
    this.folder = new Path(version.path());
    this.files = folder.getFileSystem(hadoop);
  }

  boolean has(String name) throws IOException {
    return files.exists(new Path(folder, name));
  }

  <T> T read(String name, Class<T> type) throws IOException {
    try {
      return JSON.readValue(read(name), type);
    } catch (JsonProcessingException e) {
      throw damaged("its file " + name + " is not the JSON it should be");
    }
  }

  byte[] read(String name) throws IOException {
    try (InputStream in = files.open(new Path(folder, name))) {
      return in.readAllBytes();
    } catch (FileNotFoundException e) {
      throw damaged("its file " + name + " is missing");
    }
  }

  void write(String name, Object content) throws IOException {
    write(name, JSON.writeValueAsBytes(content));
  }

  void write(String name, String text) throws IOException {
    write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  void write(String name, byte[] bytes) throws IOException {
    write(new Path(folder, name), bytes);
  }

  /** Puts the file that makes the version visible, with what all others are. */
  void publish(String publishedAt) throws IOException {
    Manifest manifest =
        new Manifest(Manifest.FORMAT, version.kind(), version.version(), publishedAt, parts());
    put(new Path(folder, Manifest.FILE), JSON.writeValueAsBytes(manifest));
  }

  Manifest manifest() throws IOException {
    Manifest manifest = read(Manifest.FILE, Manifest.class);
    if (manifest.format() != Manifest.FORMAT) {
      throw damaged(
          "its manifest has format "
              + manifest.format()
              + " and this one knows "
              + Manifest.FORMAT);
    }
    return manifest;
  }

  /** Throws unless every file of the manifest is there in its full size. */
  void requireWhole() throws IOException {
    Manifest manifest = manifest();
    Map<String, Long> found = new HashMap<>();
    for (Manifest.Part part : parts()) {
      found.put(part.path(), part.bytes());
    }
    for (Manifest.Part part : manifest.files()) {
      Long bytes = found.get(part.path());
      if (bytes == null) {
        throw damaged("its file " + part.path() + " is missing");
      }
      if (bytes != part.bytes()) {
        throw damaged(
            "its file " + part.path() + " has " + bytes + " bytes instead of " + part.bytes());
      }
    }
  }

  private PipelineException damaged(String reason) {
    return Errors.damagedModel(version.kind(), version.version(), reason);
  }

  private List<Manifest.Part> parts() throws IOException {
    String prefix = files.makeQualified(folder).toUri().getPath() + "/";
    List<Manifest.Part> parts = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> found = files.listFiles(folder, true);
    while (found.hasNext()) {
      LocatedFileStatus file = found.next();
      String name = file.getPath().toUri().getPath().substring(prefix.length());
      if (!name.equals(Manifest.FILE)) {
        parts.add(new Manifest.Part(name, file.getLen()));
      }
    }
    parts.sort(Comparator.comparing(Manifest.Part::path));
    return parts;
  }

  /**
   * All or nothing, also where a dying writer leaves half a file. What is put on S3 is seen whole;
   * elsewhere a draft is renamed.
   */
  private void put(Path path, byte[] bytes) throws IOException {
    if (files.getScheme().equals("s3a")) {
      write(path, bytes);
      return;
    }
    Path draft = new Path(path.getParent(), "." + path.getName() + ".draft");
    write(draft, bytes);
    if (!files.rename(draft, path)) {
      throw new IOException("could not rename " + draft + " to " + path);
    }
  }

  private void write(Path path, byte[] bytes) throws IOException {
    try (OutputStream out = files.create(path, false)) {
      out.write(bytes);
    }
  }
}
