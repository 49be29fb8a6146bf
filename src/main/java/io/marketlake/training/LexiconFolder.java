package io.marketlake.training;

import io.marketlake.error.Errors;
import io.marketlake.error.TrainingErrors;
import io.marketlake.feature.sentiment.Lexicon;
import io.marketlake.feature.sentiment.Lexicon.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A folder with lists of one's own, each in the place of the jar's list of that name. */
final class LexiconFolder {
  private LexiconFolder() {}

  /**
   * @param folder the folder, or {@code none} for the lists of the jar
   * @throws io.marketlake.error.PipelineException if it has none of the files, or one can't be read
   */
  static Lexicon read(String folder) {
    if (folder.equals(SentimentTrainerSettings.NO_LEXICON)) {
      return Lexicon.bundled();
    }
    Path path = Path.of(folder);
    if (Arrays.stream(Kind.values()).noneMatch(kind -> Files.exists(path.resolve(kind.file())))) {
      throw TrainingErrors.noLexicon(
          folder, Arrays.stream(Kind.values()).map(Kind::file).collect(Collectors.joining(", ")));
    }
    return Lexicon.ofPages(kind -> page(path.resolve(kind.file()), kind));
  }

  private static String page(Path file, Kind kind) {
    if (!Files.exists(file)) {
      return Lexicon.bundledPage(kind);
    }
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw Errors.unreadableFile(file.toString(), e.toString());
    }
  }
}
