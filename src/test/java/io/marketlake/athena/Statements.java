package io.marketlake.athena;

import io.marketlake.app.LakeSchema;
import io.marketlake.config.SettingsLoader;
import io.marketlake.schema.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The views and queries of {@code athena/}, and the tables that they are about. */
final class Statements {
  /** A file of one statement. */
  record Named(Path file, String name, String text) {}

  private Statements() {}

  /** The tables of gold under the settings that ship. */
  static List<Table> gold() {
    return LakeSchema.tables(SettingsLoader.load(Optional.empty(), Map.of(), Map.of()).settings())
        .stream()
        .filter(table -> table.layer().equals("gold"))
        .toList();
  }

  static List<Named> views() {
    return files("views");
  }

  static List<Named> queries() {
    return files("queries");
  }

  static List<Named> viewsAndQueries() {
    return Stream.concat(views().stream(), queries().stream()).toList();
  }

  private static List<Named> files(String folder) {
    try (Stream<Path> files = Files.list(Path.of("athena", folder))) {
      return files.sorted().map(Statements::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Named read(Path file) {
    try {
      return new Named(
          file, file.getFileName().toString().replaceAll("\\.sql$", ""), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
