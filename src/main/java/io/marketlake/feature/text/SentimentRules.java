package io.marketlake.feature.text;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rules in their order; the first that holds decides. The same for labels before training and for
 * scores after it.
 *
 * @param rules the rules, none of the same name
 */
public record SentimentRules(List<SentimentRule> rules) implements Serializable {
  /** No rules. */
  public static final SentimentRules NONE = new SentimentRules(List.of());

  /** Copies, and refuses two rules of one name. */
  public SentimentRules {
    rules = List.copyOf(rules);
    if (rules.stream().map(SentimentRule::name).distinct().count() < rules.size()) {
      throw new IllegalArgumentException("two rules have one name");
    }
  }

  /** Another one where any name, pattern or label is, or their order; in hexadecimal. */
  public String sha256() {
    StringBuilder all = new StringBuilder();
    for (SentimentRule rule : rules) {
      all.append(rule.name()).append('\t').append(rule.pattern().pattern());
      all.append('\t').append(rule.label()).append('\n');
    }
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(all.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The rule that decides a text; empty where none holds, and for null. */
  public Optional<SentimentRule> decide(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return Optional.empty();
    }
    return rules.stream().filter(rule -> rule.pattern().matcher(text).find()).findFirst();
  }
}
