package io.marketlake.storage;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Files on a local disk: written beside their place, then put there in one step. */
final class LocalFiles implements StoredFiles {
  private final Path root;

  LocalFiles(Path root) {
    this.root = root;
  }

  @Override
  public Optional<String> read(String name) throws IOException {
    try {
      return Optional.of(Files.readString(root.resolve(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void write(String name, String text) throws IOException {
    Path target = root.resolve(name);
    Files.move(
        draft(target, text),
        target,
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public boolean create(String name, String text) throws IOException {
    Path target = root.resolve(name);
    Path draft = draft(target, text);
    try {
      // Unlike a rename, a link fails where something is in its place.
      Files.createLink(target, draft);
      return true;
    } catch (FileAlreadyExistsException e) {
      return read(name).filter(text::equals).isPresent();
    } finally {
      Files.delete(draft);
    }
  }

  private static Path draft(Path target, String text) throws IOException {
    Path draft =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".draft");
    Files.createDirectories(target.resolveSibling(""));
    return Files.writeString(draft, text, StandardOpenOption.CREATE_NEW);
  }

  @Override
  public List<String> list(String folder) throws IOException {
    try (Stream<Path> found = Files.list(root.resolve(folder))) {
      return found.map(path -> path.getFileName().toString()).sorted().toList();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
  }

  @Override
  public void delete(String name) throws IOException {
    try (Stream<Path> found = Files.walk(root.resolve(name))) {
      for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException e) {
      // As wanted.
    }
  }
}
