package io.marketlake.feature.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells languages of Latin letters apart. Each has a page of market news of its own (in this
 * package's resources); a text is of the language whose page would most likely have brought forth
 * its runs of three letters and its words: naive Bayes with add-one smoothing (Manning, Raghavan,
 * Schütze, Introduction to Information Retrieval, chapter 13), words counting on top of letters.
 */
final class LatinLanguages {
  private static final Pattern WORD = Pattern.compile("\\p{L}[\\p{L}\\p{M}]*");

  /** How much a word of the page counts against a run of letters. */
  private static final double WORD_WEIGHT = 1.5;

  /** Letters of few languages, and what they add each time. */
  private static final Map<Character, String> TELLING =
      Map.ofEntries(
          Map.entry('ß', "de"),
          Map.entry('ñ', "es"),
          Map.entry('¿', "es"),
          Map.entry('ã', "pt"),
          Map.entry('õ', "pt"),
          Map.entry('å', "sv da"),
          Map.entry('ø', "da"),
          Map.entry('æ', "da"),
          Map.entry('ı', "tr"),
          Map.entry('ğ', "tr"),
          Map.entry('ş', "tr"),
          Map.entry('ł', "pl"),
          Map.entry('ą', "pl"),
          Map.entry('ę', "pl"),
          Map.entry('ś', "pl"),
          Map.entry('ż', "pl"));

  private static final double TELLING_WEIGHT = 2;

  /** A text is marked where its language leads by this much (natural logarithm of the odds). */
  private static final double LEAST_LEAD = 1.0;

  /** What English begins with, since most of the market's texts are English. */
  private static final double ENGLISH_LEAD = 2;

  /** And where it has at least this many letters. */
  private static final int LEAST_LETTERS = 6;

  static final LatinLanguages INSTANCE =
      new LatinLanguages(
          List.of("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "pl", "tr", "id"));

  private final List<String> languages;
  private final List<Map<String, Double>> runs = new ArrayList<>();
  private final double[] unseenRun;
  private final List<Set<String>> words = new ArrayList<>();

  private LatinLanguages(List<String> languages) {
    this.languages = languages;
    this.unseenRun = new double[languages.size()];
    List<Map<String, Integer>> counts = new ArrayList<>();
    Set<String> allRuns = new HashSet<>();
    for (String language : languages) {
      Map<String, Integer> counted = new HashMap<>();
      Set<String> distinct = new HashSet<>();
      for (String word : wordsOf(page(language))) {
        distinct.add(word);
        runsOf(word).forEach(run -> counted.merge(run, 1, Integer::sum));
      }
      counts.add(counted);
      words.add(distinct);
      allRuns.addAll(counted.keySet());
    }
    for (int i = 0; i < languages.size(); i++) {
      Map<String, Integer> counted = counts.get(i);
      double total = counted.values().stream().mapToInt(n -> n).sum() + allRuns.size();
      Map<String, Double> logarithms = new HashMap<>();
      counted.forEach((run, n) -> logarithms.put(run, Math.log((n + 1) / total)));
      runs.add(logarithms);
      unseenRun[i] = Math.log(1 / total);
    }
  }

  private static String page(String language) {
    try (InputStream page =
        LatinLanguages.class.getResourceAsStream("language/" + language + ".txt")) {
      if (page == null) {
        throw new IllegalStateException("no page of the language " + language);
      }
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> wordsOf(String text) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      if (!isTickerOrAcronym(word.group())) {
        words.add(word.group().toLowerCase(Locale.ROOT));
      }
    }
    return words;
  }

  private static boolean isTickerOrAcronym(String word) {
    return word.length() > 1 && word.length() < 6 && word.chars().allMatch(Character::isUpperCase);
  }

  private static List<String> runsOf(String word) {
    String padded = " " + word + " ";
    List<String> runs = new ArrayList<>(word.length());
    for (int i = 0; i + 3 <= padded.length(); i++) {
      runs.add(padded.substring(i, i + 3));
    }
    return runs;
  }

  /** The language that leads clearly, or null. */
  @Nullable String of(String text) {
    List<String> found = wordsOf(text);
    if (found.stream().mapToInt(String::length).sum() < LEAST_LETTERS) {
      return null;
    }
    double[] scores = new double[languages.size()];
    scores[languages.indexOf("en")] = ENGLISH_LEAD;
    for (String word : found) {
      addWord(word, scores);
    }
    addTellingLetters(text, scores);
    return leader(scores);
  }

  private void addWord(String word, double[] scores) {
    List<String> runsOfWord = runsOf(word);
    for (int i = 0; i < scores.length; i++) {
      for (String run : runsOfWord) {
        scores[i] += runs.get(i).getOrDefault(run, unseenRun[i]);
      }
      if (words.get(i).contains(word)) {
        scores[i] += WORD_WEIGHT;
      }
    }
  }

  private void addTellingLetters(String text, double[] scores) {
    for (int at = 0; at < text.length(); at++) {
      String told = TELLING.get(Character.toLowerCase(text.charAt(at)));
      for (int i = 0; told != null && i < scores.length; i++) {
        if (told.contains(languages.get(i))) {
          scores[i] += TELLING_WEIGHT;
        }
      }
    }
  }

  private @Nullable String leader(double[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    for (int i = 0; i < scores.length; i++) {
      if (i != best && scores[best] - scores[i] < LEAST_LEAD) {
        return null;
      }
    }
    return languages.get(best);
  }
}
