package io.marketlake.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * One object of the settings, read key by key. It remembers which keys were read, so that {@link
 * #rejectUnknownKeys} can name the others, and collects problems instead of throwing them.
 */
final class SettingsReader {
  private final ConfigObject object;
  private final String path;
  private final List<String> problems;
  private final Set<String> known = new TreeSet<>();

  SettingsReader(ConfigObject object, String path, List<String> problems) {
    this.object = object;
    this.path = path;
    this.problems = problems;
  }

  static SettingsReader of(Config config, List<String> problems) {
    return new SettingsReader(config.root(), "", problems);
  }

  String pathOf(String key) {
    return path.isEmpty() || key.isEmpty() ? path + key : path + "." + key;
  }

  void problem(String key, String text) {
    problems.add(pathOf(key) + " " + text);
  }

  /** The file and line in which a key is set; empty where no file does. */
  String placeOf(String key) {
    ConfigValue value = object.get(key);
    if (value == null || value.origin().lineNumber() < 1) {
      return "";
    }
    String file = value.origin().filename();
    String resource = value.origin().resource();
    String name = file == null && resource != null ? resource.replace("marketlake/", "") : file;
    return name == null ? "" : name + ", line " + value.origin().lineNumber();
  }

  /** A text that must be there. */
  String text(String key) {
    return needed(key).orElse("");
  }

  /** A text that may be absent. */
  Optional<String> optionalText(String key) {
    return value(key).flatMap(value -> single(key, value));
  }

  /** What is there for a key, but for null. */
  private Optional<ConfigValue> value(String key) {
    known.add(key);
    return Optional.ofNullable(object.get(key))
        .filter(value -> value.valueType() != ConfigValueType.NULL);
  }

  /** The text of a key that must be there; empty, with a problem, where it is not. */
  private Optional<String> needed(String key) {
    Optional<ConfigValue> value = value(key);
    if (value.isEmpty()) {
      problem(key, "is missing");
    }
    return value.flatMap(v -> single(key, v));
  }

  private Optional<String> single(String key, ConfigValue value) {
    if (value.valueType() == ConfigValueType.OBJECT || value.valueType() == ConfigValueType.LIST) {
      problem(key, "must be a single value");
      return Optional.empty();
    }
    String text = String.valueOf(value.unwrapped());
    if (text.isBlank()) {
      problem(key, "is empty");
      return Optional.empty();
    }
    return Optional.of(text);
  }

  /** One of several names; {@code fallback} where the key is absent or wrong. */
  <T> T choice(String key, Function<String, Optional<T>> named, String allowed, T fallback) {
    Optional<String> name = optionalText(key);
    if (name.isEmpty()) {
      return fallback;
    }
    Optional<T> found = named.apply(name.get());
    if (found.isEmpty()) {
      problem(key, "is '" + name.get() + "', which is none of " + allowed);
    }
    return found.orElse(fallback);
  }

  boolean flag(String key, boolean fallback) {
    return choice(
        key,
        text ->
            switch (text) {
              case "true" -> Optional.of(true);
              case "false" -> Optional.of(false);
              default -> Optional.empty();
            },
        "true, false",
        fallback);
  }

  long wholeNumber(String key, long least) {
    Optional<String> given = needed(key);
    if (given.isEmpty()) {
      return least;
    }
    String text = given.get();
    try {
      long number = Long.parseLong(text);
      if (number >= least) {
        return number;
      }
      problem(key, "is " + number + ", but must be at least " + least);
    } catch (NumberFormatException e) {
      problem(key, "is '" + text + "', which is no whole number");
    }
    return least;
  }

  int smallNumber(String key, int least) {
    long number = wholeNumber(key, least);
    if (number > Integer.MAX_VALUE) {
      problem(key, "is " + number + ", but must be at most " + Integer.MAX_VALUE);
      return least;
    }
    return (int) number;
  }

  double number(String key, double least, double most) {
    Optional<String> given = needed(key);
    if (given.isEmpty()) {
      return least;
    }
    String text = given.get();
    try {
      double number = Double.parseDouble(text);
      if (number >= least && number <= most) {
        return number;
      }
      problem(key, "is " + text + ", but must be between " + least + " and " + most);
    } catch (NumberFormatException e) {
      problem(key, "is '" + text + "', which is no number");
    }
    return least;
  }

  Duration duration(String key) {
    Optional<String> given = needed(key);
    if (given.isEmpty()) {
      return Duration.ZERO;
    }
    Optional<Duration> duration = Durations.read(given.get());
    if (duration.isEmpty()) {
      problem(key, "is '" + given.get() + "', which is no duration (" + Durations.FORM + ")");
    }
    return duration.orElse(Duration.ZERO);
  }

  Duration duration(String key, Duration least, Duration most) {
    int before = problems.size();
    Duration duration = duration(key);
    boolean isOutside = duration.compareTo(least) < 0 || duration.compareTo(most) > 0;
    if (problems.size() == before && isOutside) {
      problem(key, "must be between " + least.toMillis() + "ms and " + most.toSeconds() + "s");
    }
    return duration;
  }

  /** A size in bytes. */
  long size(String key) {
    Optional<String> given = needed(key);
    if (given.isEmpty()) {
      return 0;
    }
    Optional<Long> size = Sizes.read(given.get());
    if (size.isEmpty()) {
      problem(key, "is '" + given.get() + "', which is no size (" + Sizes.FORM + ")");
    }
    return size.orElse(0L);
  }

  /** A list of texts, or one text with commas. */
  List<String> texts(String key) {
    Optional<ConfigValue> value = value(key);
    if (value.isEmpty()) {
      return List.of();
    }
    if (value.get() instanceof ConfigList list) {
      return list.stream().map(v -> String.valueOf(v.unwrapped())).toList();
    }
    return Arrays.stream(String.valueOf(value.get().unwrapped()).split(","))
        .map(String::strip)
        .filter(s -> !s.isEmpty())
        .toList();
  }

  /** The object under a key; empty where there is none. */
  SettingsReader section(String key) {
    known.add(key);
    ConfigValue value = object.get(key);
    if (value instanceof ConfigObject section) {
      return new SettingsReader(section, pathOf(key), problems);
    }
    problem(key, "must be a block { … }");
    return new SettingsReader(ConfigFactory.empty().root(), pathOf(key), problems);
  }

  /** Whether a value other than null is there. */
  boolean has(String key) {
    return value(key).isPresent();
  }

  /** The objects of a list, in order. */
  List<SettingsReader> sections(String key) {
    known.add(key);
    if (!(object.get(key) instanceof ConfigList list)) {
      problem(key, "must be a list [ { … }, … ]");
      return List.of();
    }
    if (list.isEmpty()) {
      problem(key, "is empty");
    }
    List<SettingsReader> sections = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i) instanceof ConfigObject section) {
        sections.add(new SettingsReader(section, pathOf(key + "[" + i + "]"), problems));
      } else {
        problem(key + "[" + i + "]", "must be a block { … }");
      }
    }
    return sections;
  }

  /** The names under this object, sorted; an entry set to null counts as absent. */
  List<String> names() {
    return object.entrySet().stream()
        .filter(e -> e.getValue().valueType() != ConfigValueType.NULL)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** All leaves of this object as texts, with the dots of nested keys kept. */
  Map<String, String> leaves() {
    Map<String, String> leaves = new TreeMap<>();
    object
        .toConfig()
        .entrySet()
        .forEach(
            e ->
                leaves.put(
                    String.join(".", ConfigUtil.splitPath(e.getKey())),
                    String.valueOf(e.getValue().unwrapped())));
    return leaves;
  }

  /** Adds a problem, and no nearest key, for each key whose name is that of a secret. */
  void rejectSecrets(Pattern secret, String where) {
    for (String key : object.keySet()) {
      if (!known.contains(key) && secret.matcher(key).find()) {
        known.add(key);
        problem(key, "is no setting; " + where);
      }
    }
  }

  /** Adds a problem for each key of this object that nothing has read, with the nearest known. */
  void rejectUnknownKeys() {
    for (String key : new TreeSet<>(object.keySet())) {
      if (!known.contains(key)) {
        problem(key, "is unknown; did you mean " + pathOf(nearest(key, known)) + "?");
      }
    }
  }

  /** The known name that is most like a wrong one. */
  static String nearest(String wrong, Set<String> names) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    return names.stream()
        .min(Comparator.comparing(name -> distance.apply(wrong, name)))
        .orElse("none");
  }
}
