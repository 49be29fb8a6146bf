package io.marketlake.feature.text;

import java.io.Serializable;

/**
 * When a name that also means something else means the company. "Near" is within {@value
 * NameContext#NEAR} words on either side.
 *
 * @param capital what the name needs where it is written with a capital
 * @param small what it needs in small letters, and in a text that is all in capitals
 * @param notAfter words right before it that forbid the link
 * @param notBefore words right after it that forbid the link
 * @param notNear words near it that forbid the link
 * @param near words near it that, besides those of business, speak for the company
 */
public record AliasRule(
    Needs capital,
    Needs small,
    ContextWords notAfter,
    ContextWords notBefore,
    ContextWords notNear,
    ContextWords near)
    implements Serializable {
  /** What a name needs in order to be linked, where no word forbids it. */
  public enum Needs {
    /** Nothing more. */
    NOTHING,
    /** A word near it that speaks for the company. */
    CONTEXT,
    /** It is not linked at all. */
    NEVER
  }

  static final AliasRule NONE =
      new AliasRule(
          Needs.NOTHING,
          Needs.NOTHING,
          ContextWords.NONE,
          ContextWords.NONE,
          ContextWords.NONE,
          ContextWords.NONE);

  /** Whether the name is a word of everyday language too. */
  boolean isWord() {
    return small != Needs.NOTHING;
  }
}
