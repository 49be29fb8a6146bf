package io.marketlake.app;

import io.marketlake.TestLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Takes checkpoints from a lake, whole or in part. */
final class CheckpointLoss {
  private CheckpointLoss() {}

  /** Deletes the checkpoints of queries whose name begins so. */
  static void whole(TestLake lake, String prefix) throws IOException {
    for (Path checkpoint : lake.checkpoints()) {
      if (checkpoint.getFileName().toString().startsWith(prefix)) {
        delete(checkpoint);
      }
    }
  }

  /** Deletes the newest commit of every checkpoint. */
  static void lastCommit(TestLake lake) throws IOException {
    for (Path checkpoint : lake.checkpoints()) {
      deleteNewest(checkpoint.resolve("spark/commits"));
    }
  }

  private static void deleteNewest(Path commits) throws IOException {
    try (Stream<Path> found = Files.list(commits)) {
      Path newest =
          found
              .filter(p -> p.getFileName().toString().matches("\\d+"))
              .max(Comparator.comparing(p -> Long.valueOf(p.getFileName().toString())))
              .orElseThrow();
      Files.delete(newest);
      Files.deleteIfExists(newest.resolveSibling("." + newest.getFileName() + ".crc"));
    }
  }

  static void delete(Path tree) throws IOException {
    try (Stream<Path> found = Files.walk(tree)) {
      for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
