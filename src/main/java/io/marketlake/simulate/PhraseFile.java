package io.marketlake.simulate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The stocks of phrases that lie beside this class as resources. */
final class PhraseFile {
  private PhraseFile() {}

  /** The cells of every line that is no comment. */
  static List<List<String>> read(String resource, int cells) {
    InputStream stream = PhraseFile.class.getResourceAsStream(resource);
    if (stream == null) {
      throw new IllegalStateException(resource + " is missing from the class path");
    }
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> Arrays.asList(line.replace("\\n", "\n").split("\\|", cells)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Mood mood(String cell) {
    return Mood.valueOf(cell.toUpperCase(Locale.ROOT));
  }
}
