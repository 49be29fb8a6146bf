package io.marketlake.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.marketlake.error.Errors;
import io.marketlake.feature.text.AliasRule;
import io.marketlake.feature.text.AliasRule.Needs;
import io.marketlake.feature.text.ContextWords;
import io.marketlake.feature.text.LinkingRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads the rules by which texts are linked to companies: {@code conf/linking.conf}. */
public final class LinkingFile {
  private static final String DEFAULTS = "marketlake/conf/linking.conf";

  private LinkingFile() {}

  /**
   * The rules of a file, laid over those in the jar key by key.
   *
   * @throws io.marketlake.error.PipelineException naming every problem
   */
  public static LinkingRules load(Optional<Path> file) {
    List<String> problems = new ArrayList<>();
    LinkingRules rules = null;
    try {
      rules = read(SettingsReader.of(config(file), problems));
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    if (rules == null || !problems.isEmpty()) {
      throw Errors.badSettings(problems);
    }
    return rules;
  }

  private static Config config(Optional<Path> file) {
    try {
      Config defaults = ConfigFactory.parseResources(LinkingFile.class.getClassLoader(), DEFAULTS);
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

  private static LinkingRules read(SettingsReader in) {
    LinkingRules rules =
        new LinkingRules(
            new HashSet<>(in.texts("legal-forms")),
            new HashSet<>(in.texts("exchanges")),
            byName(in.section("listings"), section -> section::texts),
            byName(in.section("share-classes"), section -> section::texts),
            new HashSet<>(in.texts("word-tickers")),
            words(in, "ticker-words"),
            words(in, "other-companies"),
            words(in, "business"),
            byName(in.section("aliases"), section -> name -> rule(section.section(name))));
    in.rejectUnknownKeys();
    return rules;
  }

  private static <T> Map<String, T> byName(
      SettingsReader section, Function<SettingsReader, Function<String, T>> reader) {
    Map<String, T> values = new TreeMap<>();
    section.names().forEach(name -> values.put(name, reader.apply(section).apply(name)));
    return values;
  }

  private static AliasRule rule(SettingsReader in) {
    AliasRule rule =
        new AliasRule(
            needs(in, "capital", Needs.NOTHING),
            needs(in, "small", Needs.CONTEXT),
            words(in, "not-after"),
            words(in, "not-before"),
            words(in, "not-near"),
            words(in, "near"));
    in.rejectUnknownKeys();
    return rule;
  }

  private static Needs needs(SettingsReader in, String key, Needs absent) {
    return in.choice(
        key,
        text ->
            switch (text) {
              case "link" -> Optional.of(Needs.NOTHING);
              case "near" -> Optional.of(Needs.CONTEXT);
              case "never" -> Optional.of(Needs.NEVER);
              default -> Optional.empty();
            },
        "link, near, never",
        absent);
  }

  private static ContextWords words(SettingsReader in, String key) {
    try {
      return new ContextWords(in.texts(key));
    } catch (IllegalArgumentException e) {
      in.problem(key, String.valueOf(e.getMessage()));
      return ContextWords.NONE;
    }
  }
}
