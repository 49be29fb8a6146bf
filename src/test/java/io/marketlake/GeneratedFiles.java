package io.marketlake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Files of the repository that are made from code. A test compares them with what the code says;
 * under {@code -Dmarketlake.write-docs=true}, as {@code scripts/docs.sh} runs it, it writes them
 * first.
 */
public final class GeneratedFiles {
  private static final boolean WRITES = Boolean.getBoolean("marketlake.write-docs");
  private static final String CURE = "%s is not what the code says; run scripts/docs.sh";

  private GeneratedFiles() {}

  /** Asserts what a file says. */
  public static void assertIs(Path file, String expected) {
    try {
      if (WRITES) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, expected);
      }
      assertThat(Files.exists(file) ? Files.readString(file) : "")
          .as(CURE, file)
          .isEqualTo(expected);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Asserts what the generated files of a folder are, by their names, and that there is no other.
   */
  public static void assertAre(Path folder, String pattern, Map<String, String> expected) {
    try {
      if (WRITES) {
        for (String name : names(folder, pattern)) {
          if (!expected.containsKey(name)) {
            Files.delete(folder.resolve(name));
          }
        }
      }
      expected.forEach((name, text) -> assertIs(folder.resolve(name), text));
      assertThat(names(folder, pattern))
          .as(CURE, folder)
          .isEqualTo(new TreeSet<>(expected.keySet()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> names(Path folder, String pattern) throws IOException {
    Set<String> names = new TreeSet<>();
    if (!Files.isDirectory(folder)) {
      return names;
    }
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(n -> n.matches(pattern))
          .forEach(names::add);
      return names;
    }
  }
}
