package io.marketlake.replay;

import io.marketlake.error.Errors;
import io.marketlake.schema.Feed;
import io.marketlake.schema.Field;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which columns or JSON keys of a file bear another name than the feed's field. */
public final class Renames {
  private final Map<String, String> targets;

  private Renames(Map<String, String> targets) {
    this.targets = targets;
  }

  /**
   * Reads {@code source=field} options.
   *
   * @throws io.marketlake.error.PipelineException if one is not of that form, names no field of the
   *     feed, or repeats a name
   */
  public static Renames of(Feed feed, Collection<String> options) {
    List<String> fields = feed.fields().stream().map(Field::name).toList();
    Map<String, String> targets = new LinkedHashMap<>();
    for (String option : options) {
      int equals = option.lastIndexOf('=');
      if (equals < 1) {
        throw Errors.badOption("--map " + option, "it has no =", "write --map column=field");
      }
      String source = option.substring(0, equals).strip();
      String field = option.substring(equals + 1).strip();
      if (!fields.contains(field)) {
        throw Errors.badOption(
            "--map " + option,
            "the feed " + feed.name() + " has no field '" + field + "'",
            "name one of " + String.join(", ", fields));
      }
      if (targets.containsKey(source) || targets.containsValue(field)) {
        throw Errors.badOption(
            "--map " + option,
            "another --map already names one of the two",
            "map each column to one field");
      }
      targets.put(source, field);
    }
    return new Renames(targets);
  }

  String nameOf(String source) {
    return targets.getOrDefault(source, source);
  }

  boolean isEmpty() {
    return targets.isEmpty();
  }

  Set<String> sources() {
    return targets.keySet();
  }
}
