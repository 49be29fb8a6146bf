package io.marketlake.feature.text;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jsoup.parser.Parser;
import org.jsoup.parser.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Takes HTML out of a text that may be none. A parser of HTML would take {@code <AAPL>} for a tag
 * and {@code a<b} for the start of one, so only well-formed tags of HTML's own names count.
 */
final class HtmlMarkup {
  private static final int LONGEST_ENTITY = 34;
  private static final int LONGEST_TAG = 16_384;

  /** Elements whose content no reader sees. */
  private static final Set<String> UNSEEN = Set.of("script", "style", "template", "noscript");

  /** Elements that stand between words without being blocks. */
  private static final Set<String> SEPARATING = Set.of("br", "img", "option", "button", "textarea");

  private final String text;
  private final StringBuilder seen;
  private final Map<String, String> resolved = new HashMap<>();
  private final String lower;
  private int at;

  private HtmlMarkup(String text) {
    this.text = text;
    this.lower = lowerCase(text);
    this.seen = new StringBuilder(text.length());
  }

  /** The text with its tags, comments and unseen elements taken out, and its entities resolved. */
  static String strip(String text) {
    if (text.indexOf('<') < 0 && text.indexOf('&') < 0) {
      return text;
    }
    return new HtmlMarkup(text).strip();
  }

  /** ASCII only, so that every position stays where it was. */
  private static String lowerCase(String text) {
    char[] letters = text.toCharArray();
    for (int i = 0; i < letters.length; i++) {
      if (letters[i] >= 'A' && letters[i] <= 'Z') {
        letters[i] = (char) (letters[i] + ' ');
      }
    }
    return new String(letters);
  }

  private String strip() {
    int lastComment = text.lastIndexOf("-->");
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '&') {
        entity();
      } else if (c == '<' && text.startsWith("<!--", at) && lastComment >= at + 4) {
        at = text.indexOf("-->", at + 4) + 3;
        seen.append(' ');
      } else if (c == '<') {
        tag();
      } else {
        seen.append(c);
        at++;
      }
    }
    return seen.toString();
  }

  private void entity() {
    int end = at + 1;
    while (end < text.length() && end - at < LONGEST_ENTITY && isOfEntity(text.charAt(end))) {
      end++;
    }
    if (end < text.length() && text.charAt(end) == ';' && end > at + 1) {
      seen.append(
          resolved.computeIfAbsent(
              text.substring(at, end + 1), entity -> Parser.unescapeEntities(entity, true)));
      at = end + 1;
    } else {
      seen.append('&');
      at++;
    }
  }

  private static boolean isOfEntity(char c) {
    return c == '#' || (c < 128 && Character.isLetterOrDigit(c));
  }

  private void tag() {
    boolean closes = text.startsWith("</", at);
    int start = at + (closes ? 2 : 1);
    String name = nameAt(start);
    int end = name == null ? -1 : endOfTag(start + name.length());
    if (name == null || end < 0 || isComparison(name, start, end)) {
      seen.append('<');
      at++;
      return;
    }
    at = end;
    if (!closes && UNSEEN.contains(name)) {
      int close = lower.indexOf("</" + name, at);
      at = close < 0 ? text.length() : close;
    }
    if (SEPARATING.contains(name) || UNSEEN.contains(name) || isBlock(name)) {
      seen.append(' ');
    }
  }

  /** {@code a<b and b>c}: a name of one letter whose attributes have no value. */
  private boolean isComparison(String name, int start, int end) {
    String attributes = text.substring(start + name.length(), end - 1);
    return name.length() == 1
        && attributes.indexOf('=') < 0
        && !attributes.replace('/', ' ').isBlank();
  }

  private static boolean isBlock(String name) {
    return name.startsWith("!") || Tag.valueOf(name).isBlock();
  }

  /** The name of the tag that begins here, or null if none of HTML's does. */
  private @Nullable String nameAt(int start) {
    if (lower.startsWith("!doctype", start)) {
      return "!doctype";
    }
    int end = start;
    while (end < text.length() && end - start < 12 && isOfName(lower.charAt(end))) {
      end++;
    }
    String name = lower.substring(start, end).toLowerCase(Locale.ROOT);
    return Tag.isKnownTag(name) || name.equals("font") || name.equals("center") ? name : null;
  }

  private static boolean isOfName(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }

  /** Past the tag's {@code >}, or -1 where it is none: another {@code <} comes first. */
  private int endOfTag(int afterName) {
    int limit = Math.min(text.length(), afterName + LONGEST_TAG);
    if (afterName >= limit || !isAfterName(text.charAt(afterName))) {
      return -1;
    }
    char quote = 0;
    for (int i = afterName; i < limit; i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '>') {
        return i + 1;
      } else if (c == '<') {
        return -1;
      } else if ((c == '"' || c == '\'') && text.charAt(i - 1) == '=') {
        quote = c;
      }
    }
    return -1;
  }

  private static boolean isAfterName(char c) {
    return c == '>' || c == '/' || Character.isWhitespace(c);
  }
}
