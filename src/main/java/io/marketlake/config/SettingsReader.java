package io.marketlake.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
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
    return path.isEmpty() ? key : path + "." + key;
  }

  void problem(String key, String text) {
    problems.add(pathOf(key) + " " + text);
  }

  /** A text that must be there. */
  String text(String key) {
    return optionalText(key)
        .orElseGet(
            () -> {
              problem(key, "is missing");
              return "";
            });
  }

  Optional<String> optionalText(String key) {
    known.add(key);
    ConfigValue value = object.get(key);
    if (value == null || value.valueType() == ConfigValueType.NULL) {
      return Optional.empty();
    }
    if (value.valueType() == ConfigValueType.OBJECT || value.valueType() == ConfigValueType.LIST) {
      problem(key, "must be a single value");
      return Optional.empty();
    }
    return Optional.of(String.valueOf(value.unwrapped()));
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
    String text = text(key);
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
    String text = text(key);
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
    String text = text(key);
    Optional<Duration> duration = Durations.read(text);
    if (duration.isEmpty()) {
      problem(key, "is '" + text + "', which is no duration (" + Durations.FORM + ")");
    }
    return duration.orElse(Duration.ZERO);
  }

  /** A list of texts, or one text with commas. */
  List<String> texts(String key) {
    known.add(key);
    ConfigValue value = object.get(key);
    if (value == null) {
      return List.of();
    }
    if (value instanceof ConfigList list) {
      return list.stream().map(v -> String.valueOf(v.unwrapped())).toList();
    }
    return Arrays.stream(String.valueOf(value.unwrapped()).split(","))
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
    return new SettingsReader(
        com.typesafe.config.ConfigFactory.empty().root(), pathOf(key), problems);
  }

  boolean has(String key) {
    ConfigValue value = object.get(key);
    return value != null && value.valueType() != ConfigValueType.NULL;
  }

  /** The objects of a list, in order. */
  List<SettingsReader> sections(String key) {
    known.add(key);
    if (!(object.get(key) instanceof ConfigList list)) {
      problem(key, "must be a list [ { … }, … ]");
      return List.of();
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

  /** Adds a problem for each key of this object that nothing has read, with the nearest known. */
  void rejectUnknownKeys() {
    for (String key : object.keySet()) {
      if (!known.contains(key)) {
        problem(key, "is unknown; did you mean " + pathOf(nearest(key, known)) + "?");
      }
    }
  }

  /** The known name that is most like a wrong one. */
  static String nearest(String wrong, Set<String> names) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    return names.stream()
        .min(java.util.Comparator.comparing(name -> distance.apply(wrong, name)))
        .orElse("none");
  }
}
