package io.marketlake.simulate;

import java.util.List;
import java.util.Locale;

/** The stock of headlines: what happened, how good it is and how much it matters. */
final class Headlines {
  private final List<Headline> all;

  /**
   * @param event the kind of market event
   * @param company whether it is about one company, or else about the market
   */
  record Headline(Phrase phrase, Impact impact, String event, boolean company) {}

  Headlines() {
    all =
        PhraseFile.read("headlines.txt", 4).stream()
            .map(
                cells -> {
                  Phrase phrase = Phrase.of(PhraseFile.mood(cells.get(0)), cells.get(3));
                  return new Headline(
                      phrase,
                      Impact.valueOf(cells.get(1).toUpperCase(Locale.ROOT)),
                      cells.get(2),
                      phrase.mentions("name"));
                })
            .toList();
  }

  List<Headline> all() {
    return all;
  }
}
