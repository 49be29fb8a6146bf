package io.marketlake.registry;

import java.util.List;

/** What a version consists of. It is written last: a version without it does not exist. */
record Manifest(int format, String kind, String version, String publishedAt, List<Part> files) {
  static final int FORMAT = 2;
  static final String FILE = "manifest.json";

  /** A file of the version: its path below the version's folder, and its size in bytes. */
  record Part(String path, long bytes) {}

  Manifest {
    files = List.copyOf(files);
  }
}
