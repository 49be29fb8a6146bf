package io.marketlake.registry;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a version may become champion at all, whatever its figures: what the checks for leaks
 * found when it was trained. Stored with the version, as {@code gate.json}.
 *
 * @param failed the checks that failed, a sentence each; with one of them it is never promoted
 * @param tooGood why its accuracy needs a person's look before it is promoted; null where it does
 *     not
 */
public record PromotionGate(List<String> failed, @Nullable String tooGood) {
  /** Nothing stands in the way. */
  public static final PromotionGate OPEN = new PromotionGate(List.of(), null);

  public PromotionGate {
    failed = List.copyOf(failed);
  }

  /**
   * What a person signs for; empty where there is nothing to sign.
   *
   * @param isSigned whether a person says to have looked into figures that are too good
   */
  public Optional<String> signature(boolean isSigned) {
    return isSigned
        ? Optional.ofNullable(tooGood).map(sentence -> "signed with --i-checked: " + sentence)
        : Optional.empty();
  }

  /**
   * Why the version may not become champion; empty where it may.
   *
   * @param isSigned whether a person says to have looked into figures that are too good
   */
  public Optional<String> refusal(boolean isSigned) {
    if (!failed.isEmpty()) {
      return Optional.of(String.join("; ", failed));
    }
    return isSigned ? Optional.empty() : Optional.ofNullable(tooGood);
  }
}
