package io.marketlake.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sentence with slots such as {@code {name}}.
 *
 * @param pieces plain text and the names of slots in turn, beginning and ending with plain text
 */
record Phrase(Mood mood, List<String> pieces) {
  private static final Pattern SLOT = Pattern.compile("\\{(\\w+)}");

  Phrase {
    pieces = List.copyOf(pieces);
  }

  static Phrase of(Mood mood, String text) {
    List<String> pieces = new ArrayList<>();
    Matcher slots = SLOT.matcher(text);
    int from = 0;
    while (slots.find()) {
      pieces.add(text.substring(from, slots.start()));
      pieces.add(text.substring(slots.start(1), slots.end(1)));
      from = slots.end();
    }
    pieces.add(text.substring(from));
    return new Phrase(mood, pieces);
  }

  boolean mentions(String slot) {
    for (int i = 1; i < pieces.size(); i += 2) {
      if (pieces.get(i).equals(slot)) {
        return true;
      }
    }
    return false;
  }

  /** The sentence with its slots filled, in the order of the text. */
  String filled(Function<String, String> slots) {
    StringBuilder text = new StringBuilder(pieces.get(0));
    for (int i = 1; i < pieces.size(); i += 2) {
      text.append(slots.apply(pieces.get(i))).append(pieces.get(i + 1));
    }
    return text.toString();
  }
}
