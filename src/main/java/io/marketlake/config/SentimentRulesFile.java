package io.marketlake.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.marketlake.error.Errors;
import io.marketlake.feature.text.SentimentRule;
import io.marketlake.feature.text.SentimentRules;
import io.marketlake.schema.GoldSentiment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads the rules that correct sentiment: {@code conf/sentiment-rules.conf}. */
public final class SentimentRulesFile {
  private static final String DEFAULTS = "marketlake/conf/sentiment-rules.conf";
  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(?:-[a-z0-9]+)*");
  private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
  private static final Pattern ANYTHING = Pattern.compile("");

  private SentimentRulesFile() {}

  /**
   * The rules of a file, or those in the jar.
   *
   * @throws io.marketlake.error.PipelineException naming every problem
   */
  public static SentimentRules load(Optional<Path> file) {
    List<String> problems = new ArrayList<>();
    SettingsReader in = SettingsReader.of(config(file), problems);
    List<SentimentRule> rules = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    for (SettingsReader section : in.sections("rules")) {
      SentimentRule rule = rule(section);
      if (!names.add(rule.name())) {
        section.problem("name", "is " + rule.name() + ", as is another's");
      }
      rules.add(rule);
    }
    in.rejectUnknownKeys();
    if (!problems.isEmpty()) {
      throw Errors.badSettings(problems);
    }
    return new SentimentRules(rules);
  }

  private static Config config(Optional<Path> file) {
    try {
      if (file.isEmpty()) {
        return ConfigFactory.parseResources(SentimentRulesFile.class.getClassLoader(), DEFAULTS)
            .resolve();
      }
      if (!Files.isRegularFile(file.get())) {
        throw Errors.unreadableSettings(file.get().toString(), "there is no such file");
      }
      return ConfigFactory.parseFile(file.get().toFile()).resolve();
    } catch (ConfigException e) {
      throw Errors.unreadableSettings(
          file.map(Path::toString).orElse(DEFAULTS),
          String.valueOf(e.getMessage()).replaceAll("\\s+", " ").replaceAll("\\.$", ""));
    }
  }

  private static SentimentRule rule(SettingsReader in) {
    String name = in.text("name");
    if (!name.isEmpty() && !NAME.matcher(name).matches()) {
      in.problem("name", "is '" + name + "', but may have small letters, digits and hyphens only");
    }
    Pattern pattern = pattern(in, name);
    String label =
        in.choice(
            "label",
            text -> Optional.of(text).filter(GoldSentiment.LABELS::contains),
            String.join(", ", GoldSentiment.LABELS),
            "");
    if (!in.has("label")) {
      in.problem("label", "is missing");
    }
    SentimentRule rule = new SentimentRule(name, pattern, label, in.text("reason"));
    in.rejectUnknownKeys();
    return rule;
  }

  private static Pattern pattern(SettingsReader in, String name) {
    String written = in.text("pattern");
    try {
      Pattern pattern = Pattern.compile(written, FLAGS);
      if (!written.isEmpty() && pattern.matcher("").find()) {
        in.problem("pattern", "of the rule " + name + place(in) + " is found in every text");
      }
      return pattern;
    } catch (PatternSyntaxException e) {
      in.problem(
          "pattern", "of the rule " + name + place(in) + " is no regular expression: " + reason(e));
      return ANYTHING;
    }
  }

  private static String place(SettingsReader in) {
    String place = in.placeOf("pattern");
    return place.isEmpty() ? "" : " (" + place + ")";
  }

  private static String reason(PatternSyntaxException e) {
    String near = e.getIndex() < 0 ? "" : " near its character " + (e.getIndex() + 1);
    return e.getDescription() + near;
  }
}
