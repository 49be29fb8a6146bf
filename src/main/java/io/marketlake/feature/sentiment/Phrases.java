package io.marketlake.feature.sentiment;

import java.util.List;

/** The words of a text and their runs, as a lexicon has them; each is put together once. */
final class Phrases {
  private final List<String> words;
  private final String[][] runs;

  Phrases(List<String> words) {
    this.words = words;
    this.runs = new String[words.size()][];
    for (int i = 0; i < runs.length; i++) {
      runs[i] = new String[Math.min(Lexicon.LONGEST_PHRASE, runs.length - i)];
      runs[i][0] = words.get(i);
      for (int more = 1; more < runs[i].length; more++) {
        runs[i][more] = runs[i][more - 1] + "_" + words.get(i + more);
      }
    }
  }

  int size() {
    return runs.length;
  }

  String word(int i) {
    return words.get(i);
  }

  /** In words, the longest phrase that may begin at a word. */
  int longestAt(int i) {
    return runs[i].length;
  }

  /** So many words from one on, joined by underscores. */
  String at(int i, int length) {
    return runs[i][length - 1];
  }
}
