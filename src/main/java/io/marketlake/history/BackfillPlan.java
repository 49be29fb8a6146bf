package io.marketlake.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeFiles;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A backfill under way, as the lake knows it until all of its file is there: what was killed is
 * known by it, and by which command it goes on.
 *
 * @param id the file's, by which its rows and commits are known
 * @param feed whose lines they are
 * @param kind what a line is, as the command says it
 * @param file where the file was when the backfill began
 * @param at when it began
 */
public record BackfillPlan(String id, String feed, String kind, String file, String at) {
  static final String FOLDER = Lake.STATE + "/backfill/";

  private static final String PLAN = ".json";
  private static final JsonMapper JSON = new JsonMapper();

  /** Those that were not brought to their end. */
  public static List<BackfillPlan> all(LakeFiles files) {
    return files.list(FOLDER).stream()
        .filter(name -> name.endsWith(PLAN))
        .flatMap(name -> of(files, FOLDER + name))
        .toList();
  }

  private static Stream<BackfillPlan> of(LakeFiles files, String name) {
    Optional<String> text = files.read(name);
    try {
      return text.isEmpty()
          ? Stream.empty()
          : Stream.of(JSON.readValue(text.get(), BackfillPlan.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(name + " is damaged: " + text.get(), e);
    }
  }

  /** Says that the backfill of a file is under way. */
  static void begin(LakeFiles files, HistoryFile file) {
    BackfillPlan plan =
        new BackfillPlan(
            file.id(),
            file.feed().name(),
            file.kind(),
            file.path(),
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    try {
      files.write(FOLDER + file.id() + PLAN, JSON.writeValueAsString(plan));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static void forget(LakeFiles files, HistoryFile file) {
    files.delete(FOLDER + file.id() + PLAN);
  }

  /** The command that brings it to its end; the options that it was given are to be added. */
  public String command() {
    return "scripts/spark-submit/backfill.sh --feed %s --kind %s --file %s"
        .formatted(feed, kind, file);
  }

  /** What is to be removed, folder first, where the file is never to be loaded. */
  public List<String> leftovers() {
    return List.of(FOLDER + id, FOLDER + id + PLAN);
  }
}
