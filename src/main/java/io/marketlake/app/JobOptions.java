package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.config.SettingsLoader;
import io.marketlake.error.Errors;
import io.marketlake.storage.LakeLocation;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** The options that every job takes. */
final class JobOptions {
  private static final Logger LOG = LoggerFactory.getLogger(JobOptions.class);

  @Option(
      names = "--conf-file",
      paramLabel = "FILE",
      description = "settings laid over the defaults (HOCON); also MARKETLAKE_CONF_FILE")
  private @Nullable Path confFile;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "one setting, such as lake.path=/data/lake; may be repeated")
  private List<String> overrides = List.of();

  @SuppressWarnings("UnusedVariable") // picocli looks at it.
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  private boolean help;

  private @Nullable LakeLocation lake;

  /** Loads the settings and logs them. */
  Settings load() {
    return load(Map.of());
  }

  /** Loads the settings, with some that the job's own options set. */
  Settings load(Map<String, String> own) {
    Map<String, String> all = new LinkedHashMap<>();
    for (String override : overrides) {
      int equals = override.indexOf('=');
      if (equals < 1) {
        throw Errors.badOption("--set " + override, "it has no =", "write --set key=value");
      }
      all.put(override.substring(0, equals).strip(), override.substring(equals + 1));
    }
    all.putAll(own);
    Optional<Path> file =
        Optional.ofNullable(confFile)
            .or(() -> Optional.ofNullable(System.getenv("MARKETLAKE_CONF_FILE")).map(Path::of));
    SettingsLoader.Loaded loaded = SettingsLoader.load(file, all, System.getenv());
    StringBuilder text = new StringBuilder("Effective settings:");
    loaded
        .effective()
        .forEach((key, value) -> text.append("\n  ").append(key).append(" = ").append(value));
    LOG.info("{}", text);
    lake = loaded.settings().lake();
    return loaded.settings();
  }

  /** Where the lake is, once settings were loaded. */
  Optional<LakeLocation> lake() {
    return Optional.ofNullable(lake);
  }
}
