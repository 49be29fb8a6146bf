package io.marketlake;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Further versions of a published model, whose files are copies of it: quicker than to publish. */
public final class CopiedModels {
  private final Path kind;
  private final String original;

  /**
   * @param registry the folder of all models
   * @param original a version of a sentiment model
   */
  public CopiedModels(String registry, String original) {
    this.kind = Path.of(URI.create(registry).getPath(), "sentiment");
    this.original = original;
  }

  /** Makes a version of this name. */
  public String copy(String version) throws IOException {
    Path from = kind.resolve(original);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.sorted().toList()) {
        Files.copy(file, kind.resolve(version).resolve(from.relativize(file).toString()));
      }
    }
    return version;
  }

  /** Makes a version of which a file is missing. */
  public String broken(String version) throws IOException {
    copy(version);
    List<Path> data;
    try (Stream<Path> files = Files.walk(kind.resolve(version).resolve("pipeline"))) {
      data = files.filter(f -> f.getFileName().toString().endsWith(".parquet")).toList();
    }
    Files.delete(data.get(0));
    return version;
  }
}
