package io.marketlake.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.marketlake.error.Errors;
import io.marketlake.error.PipelineException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the settings. Where a key is set more than once, the first of these wins: {@code --set},
 * the environment, the settings file, the defaults in the jar.
 */
public final class SettingsLoader {
  private static final String DEFAULTS = "marketlake/conf/marketlake.conf";
  private static final String ENVIRONMENT = "MARKETLAKE_";
  private static final String KAFKA_OPTION = ENVIRONMENT + "KAFKA_OPTIONS_";
  private static final List<String> OPTIONS = List.of("kafka", "options");

  /** Keys outside of feeds that have no default. */
  private static final List<String> OPTIONAL_KEYS = List.of("s3.endpoint", "s3.region");

  /** Variables of the scripts and proofs, which are no settings. */
  private static final Set<String> NO_SETTINGS =
      Set.of("MARKETLAKE_CONF_FILE", "MARKETLAKE_FAIL_POINT", "MARKETLAKE_DRIVER_MEMORY");

  /**
   * Sections of long tables, of which one is shown as one value: calendars.us-equities.holidays.
   */
  private static final Set<String> TABLES = Set.of("calendars", "sale-conditions");

  private static final int TABLE_DEPTH = 3;

  private SettingsLoader() {}

  /**
   * Settings, and what they were read from.
   *
   * @param effective every key with its value, sorted, secrets masked
   */
  public record Loaded(Settings settings, SortedMap<String, String> effective) {}

  /**
   * Loads and checks.
   *
   * @param file a HOCON file laid over the defaults
   * @param overrides keys set on the command line
   * @param environment the process's environment
   * @throws PipelineException naming every problem
   */
  public static Loaded load(
      Optional<Path> file, Map<String, String> overrides, Map<String, String> environment) {
    List<String> problems = new ArrayList<>();
    Config config = merged(file);
    config = withEnvironment(config, environment, problems);
    for (Map.Entry<String, String> override : overrides.entrySet()) {
      String key = override.getKey();
      config = withValue(config, key, override.getValue(), "--set " + key, problems);
    }
    Settings settings = new RootReader(problems).read(SettingsReader.of(config, problems));
    if (settings == null || !problems.isEmpty()) {
      throw Errors.badSettings(problems);
    }
    return new Loaded(settings, effective(config));
  }

  private static Config merged(Optional<Path> file) {
    try {
      Config defaults =
          ConfigFactory.parseResources(SettingsLoader.class.getClassLoader(), DEFAULTS);
      if (file.isEmpty()) {
        return defaults.resolve();
      }
      if (!Files.isRegularFile(file.get())) {
        throw Errors.unreadableSettings(file.get().toString(), "there is no such file");
      }
      return ConfigFactory.parseFile(file.get().toFile()).withFallback(defaults).resolve();
    } catch (ConfigException e) {
      throw Errors.unreadableSettings(
          file.map(Path::toString).orElse(DEFAULTS),
          String.valueOf(e.getMessage()).replaceAll("\\s+", " ").replaceAll("\\.$", ""));
    }
  }

  private static Config withEnvironment(
      Config config, Map<String, String> environment, List<String> problems) {
    Map<String, String> keys = keysByVariable(config);
    Config result = config;
    for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
      String name = variable.getKey();
      if (!name.startsWith(ENVIRONMENT) || NO_SETTINGS.contains(name)) {
        continue;
      }
      String key = keys.get(name);
      if (key == null && name.startsWith(KAFKA_OPTION) && name.length() > KAFKA_OPTION.length()) {
        String option = name.substring(KAFKA_OPTION.length());
        key = "kafka.options." + option.toLowerCase(Locale.ROOT).replace('_', '.');
      }
      if (key == null) {
        problems.add(
            "the environment variable "
                + name
                + " is unknown; did you mean "
                + SettingsReader.nearest(name, keys.keySet())
                + "?");
      } else {
        result = withValue(result, key, variable.getValue(), name, problems);
      }
    }
    return result;
  }

  /** Every key that has a value, and those that a feed may leave out. */
  private static Map<String, String> keysByVariable(Config config) {
    Map<String, String> keys = new TreeMap<>();
    if (config.root().get("feeds") instanceof ConfigObject feeds) {
      for (String feed : feeds.keySet()) {
        for (String key : FeedReader.SINGLE_KEYS) {
          String path = ConfigUtil.joinPath("feeds", feed) + "." + key;
          keys.put(variable(path), path);
        }
      }
    }
    OPTIONAL_KEYS.forEach(key -> keys.put(variable(key), key));
    config.entrySet().forEach(e -> keys.put(variable(e.getKey()), e.getKey()));
    return keys;
  }

  private static String variable(String key) {
    return ENVIRONMENT
        + String.join("_", ConfigUtil.splitPath(key))
            .toUpperCase(Locale.ROOT)
            .replaceAll("[^A-Z0-9]+", "_");
  }

  private static Config withValue(
      Config config, String key, String value, String origin, List<String> problems) {
    try {
      List<String> path = ConfigUtil.splitPath(key);
      Config rest = config;
      if (path.size() > 2 && path.subList(0, 2).equals(OPTIONS)) {
        // Kafka's names have dots in them: security.protocol and "security.protocol" are one.
        rest = config.withoutPath(ConfigUtil.joinPath(path));
        path = List.of("kafka", "options", String.join(".", path.subList(2, path.size())));
        rest = rest.withoutPath("kafka.options." + path.get(2));
      }
      return rest.withValue(
          ConfigUtil.joinPath(path), ConfigValueFactory.fromAnyRef(value, origin));
    } catch (ConfigException e) {
      problems.add(origin + " is no key");
      return config;
    }
  }

  private static SortedMap<String, String> effective(Config config) {
    SortedMap<String, String> effective = new TreeMap<>();
    for (Map.Entry<String, ConfigValue> entry : config.entrySet()) {
      List<String> path = ConfigUtil.splitPath(entry.getKey());
      ConfigValue shown = entry.getValue();
      if (TABLES.contains(path.get(0)) && path.size() > TABLE_DEPTH) {
        path = path.subList(0, TABLE_DEPTH);
        shown = config.getValue(ConfigUtil.joinPath(path));
      }
      String key = String.join(".", path);
      String value = shown.render(ConfigRenderOptions.concise());
      effective.put(key, SectionReaders.SECRET.matcher(key).find() ? "******" : value);
    }
    return effective;
  }
}
