package io.marketlake.feature.text;

import java.io.Serializable;

/**
 * A place in a text where a company is named.
 *
 * @param symbol the company's symbol in the reference
 * @param start offset of the first character, in UTF-16 units
 * @param end offset after the last one; a possessive's ending is outside
 * @param surface the text between the two
 * @param how what was found there
 */
public record Mention(String symbol, int start, int end, String surface, How how)
    implements Serializable {

  /** What a mention was known by. */
  public enum How {
    /** {@code $AAPL}. */
    CASHTAG,
    /** {@code NASDAQ: AAPL}, {@code 7203.T}, {@code AAPL shares}. */
    TICKER,
    /** A name or alias of the reference. */
    NAME
  }
}
