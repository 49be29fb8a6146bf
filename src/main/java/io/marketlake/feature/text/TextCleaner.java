package io.marketlake.feature.text;

import org.jspecify.annotations.Nullable;

/**
 * The readable text of a headline or post, without what its way through the web left in it.
 *
 * <ul>
 *   <li>HTML's tags, comments, scripts and styles go, its entities become their characters; only
 *       names that HTML knows count as tags, so that {@code P/E <target>} stays.
 *   <li>Unicode is folded by {@link UnicodeFolding}: compatibility forms become plain letters, but
 *       no fraction, exponent or price changes its value.
 *   <li>Addresses lose the parameters that only follow a reader about ({@link WebAddresses}).
 *   <li>Control and zero-width characters go, white space becomes single blanks.
 * </ul>
 *
 * <p>Cleaning a cleaned text changes nothing. That takes rounds, since an entity may hold a tag
 * that holds an entity: what is not done after {@value #ROUNDS} rounds was made to be so, and loses
 * every {@code <}, {@code >} and {@code &}. Nothing is thrown, and the time grows with the length
 * alone. The original is the caller's to keep.
 */
public final class TextCleaner {
  private static final int ROUNDS = 8;

  private TextCleaner() {}

  /** The clean text; empty where there is none. */
  public static String clean(@Nullable String text) {
    if (text == null) {
      return "";
    }
    String current = text;
    for (int i = 0; i < 2 * ROUNDS; i++) {
      String next = round(i == ROUNDS ? withoutMarkup(current) : current);
      if (next.equals(current)) {
        return current;
      }
      current = next;
    }
    return current;
  }

  private static String withoutMarkup(String text) {
    return text.replace('<', ' ').replace('>', ' ').replace('&', ' ');
  }

  private static String round(String text) {
    return WebAddresses.withoutTracking(UnicodeFolding.fold(HtmlMarkup.strip(text)));
  }
}
