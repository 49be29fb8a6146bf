package io.marketlake.feature.sentiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Words and phrases of financial news by what they say. The lists of {@code conf/lexicon/}, a file
 * a kind, are in the jar; they were written by this project.
 *
 * <p>An entry is a word as {@link io.marketlake.feature.TextTokens#words} gives it, or up to three
 * of them joined by underscores ({@code swings_to_loss}).
 */
public final class Lexicon implements Serializable {
  private static final long serialVersionUID = 1;
  private static final String RESOURCES = "/marketlake/conf/lexicon/";

  /** The most words of a phrase. */
  static final int LONGEST_PHRASE = 3;

  /** What an entry says. */
  public enum Kind {
    POSITIVE,
    NEGATIVE,
    UNCERTAINTY,
    LITIGIOUS,
    /** Something rises. */
    UP,
    /** Something falls. */
    DOWN,
    /** A thing whose rise is bad news. */
    UNWELCOME,
    /** Turns what follows round. */
    NEGATION;

    /** The name of its list in a model's settings. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The name of its file. */
    public String file() {
      return key() + ".txt";
    }
  }

  private final EnumMap<Kind, Set<String>> entries = new EnumMap<>(Kind.class);

  private Lexicon(Map<Kind, ? extends Collection<String>> entries) {
    for (Kind kind : Kind.values()) {
      Collection<String> found = entries.get(kind);
      this.entries.put(kind, found == null ? Set.of() : new HashSet<>(found));
    }
  }

  public static Lexicon of(Map<Kind, ? extends Collection<String>> entries) {
    return new Lexicon(entries);
  }

  /** The lists of the jar. */
  public static Lexicon bundled() {
    return ofPages(Lexicon::bundledPage);
  }

  /** The lists that some pages hold, each the content of a kind's file. */
  public static Lexicon ofPages(Function<Kind, String> pages) {
    Map<Kind, List<String>> entries = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      entries.put(kind, entriesOf(pages.apply(kind)));
    }
    return new Lexicon(entries);
  }

  /** The page of a kind that is in the jar. */
  public static String bundledPage(Kind kind) {
    try (InputStream page = Lexicon.class.getResourceAsStream(RESOURCES + kind.file())) {
      if (page == null) {
        throw new IllegalStateException("the jar has no list " + kind.file());
      }
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> entriesOf(String page) {
    List<String> found = new ArrayList<>();
    page.lines()
        .map(line -> line.replaceFirst("#.*", "").strip().toLowerCase(Locale.ROOT))
        .filter(line -> !line.isEmpty())
        .forEach(line -> found.addAll(List.of(line.split("\\s+"))));
    return found;
  }

  boolean has(Kind kind, String entry) {
    Set<String> of = entries.get(kind);
    return of != null && of.contains(entry);
  }

  /** The entries of a kind, sorted. */
  public List<String> entries(Kind kind) {
    return List.copyOf(new TreeSet<>(entries.getOrDefault(kind, Set.of())));
  }

  /** The SHA-256 of all entries by kind, in hexadecimal: equal for equal lists in any order. */
  public String sha256() {
    StringBuilder all = new StringBuilder();
    for (Kind kind : Kind.values()) {
      all.append(kind.key()).append('\n').append(String.join(" ", entries(kind))).append('\n');
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
}
