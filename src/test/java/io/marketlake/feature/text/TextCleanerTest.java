package io.marketlake.feature.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
class TextCleanerTest {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static void assertCleaned(Map<String, String> cleanByRaw) {
    cleanByRaw.forEach(
        (raw, clean) ->
            assertThat(TextCleaner.clean(raw)).as("cleaned '%s'", raw).isEqualTo(clean));
  }

  @Test
  void markupGoesAndItsTextStays() {
    assertCleaned(
        Map.of(
            "<p>Ap<b>ple</b> up</p><p>5%</p>", "Apple up 5%",
            "one<br/>two<BR>three", "one two three",
            "AT&amp;T &quot;buys&quot; &#8364;5bn &#x1F680;", "AT&T \"buys\" €5bn 🚀",
            "a<script>var x = '<b>';</script>b<style>p{}</style>c", "a b c",
            "x<!-- hidden <b> -->y", "x y",
            "<a href=\"https://e.com/?a>b\" class='x'>link</a>", "link",
            "&lt;b&gt;bold&lt;/b&gt; twice escaped", "bold twice escaped",
            "<!DOCTYPE html><title>News</title>", "News"));
  }

  @Test
  void whatOnlyLooksLikeMarkupStays() {
    for (String text :
        List.of(
            "P/E <target> 12",
            "a<b and b>c",
            "I <3 stocks",
            "<$AAPL> up",
            "AT&T and R&D; S&P 500",
            "5 < 6 <!-- no end",
            "<b no end")) {
      assertThat(TextCleaner.clean(text)).isEqualTo(text);
    }
  }

  @Test
  void compatibilityFormsArePlainButNoValueChanges() {
    assertCleaned(
        Map.of(
            "＄ＡＡＰＬ　１２．５％", "$AAPL 12.5%",
            "pays 5½% and ¼ more", "pays 5 1/2% and 1/4 more",
            "10² m², 1º, ①", "10² m², 1º, ①",
            "Apple™ Visa® Card℠", "Apple Visa Card",
            "Apple´s proﬁt…", "Apple's profit...",
            "𝐍𝐯𝐢𝐝𝐢𝐚", "Nvidia",
            "Nestle\u0301", "Nestlé",
            "€5, £6, ¥7, ₹8, 9¢", "€5, £6, ¥7, ₹8, 9¢",
            "−5% ¯\\_(ツ)_/¯", "−5% ¯\\_(ツ)_/¯"));
  }

  @Test
  void whatIsNotSeenGoes() {
    assertCleaned(
        Map.of(
            "Te\u200Bs\u00ADla\uFEFF", "Tesla",
            "a\u0000b\u0007c", "abc",
            " a\t\n\u00A0\u3000 b\u2028c ", "a b c",
            "\u202Eevil\u202C", "evil",
            "lone \uD83D end", "lone end",
            "👨\u200D👩\u200D👧 family", "👨\u200D👩\u200D👧 family",
            "می\u200Cخواهم", "می\u200Cخواهم"));
    assertThat(TextCleaner.clean(null)).isEmpty();
    assertThat(TextCleaner.clean("e" + "\u0301".repeat(500))).hasSizeLessThan(40);
  }

  @Test
  void addressesLoseWhatOnlyTracks() {
    assertCleaned(
        Map.of(
            "see https://e.com/a?utm_source=x&id=7&fbclid=abc.", "see https://e.com/a?id=7.",
            "(https://e.com/a?gclid=1)", "(https://e.com/a)",
            "https://e.com/a?id=7#part", "https://e.com/a?id=7#part",
            "www.e.com/?UTM_Medium=y#:~:text=z", "www.e.com/",
            "https://e.com/?a=1&amp;utm_campaign=q", "https://e.com/?a=1",
            "what?ref=no address", "what?ref=no address"));
  }

  @Provide
  static Arbitrary<String> soiled() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "<",
            ">",
            "&",
            ";",
            "lt",
            "gt",
            "amp",
            "<b>",
            "</b>",
            "<script>",
            "</script>",
            "<!--",
            "-->",
            "&amp;",
            "&lt;",
            "&#108;",
            "&#x3c;",
            "&semi;",
            "&num;",
            "Apple",
            " ",
            "\t",
            "\u200B",
            "\u200D",
            "\u00AD",
            "½",
            "5",
            "²",
            "™",
            "´",
            "＜",
            "＆",
            "；",
            "e",
            "\u0301",
            "https://e.com/",
            "?",
            "utm_a=1",
            "ref",
            "#",
            "=",
            ".",
            ")",
            "क",
            "👩",
            "\uD83D",
            "\uDC69",
            "\"",
            "'",
            "/",
            "\u0000",
            "&Tab;",
            "&NewLine;",
            "&nbsp;",
            "www.");
    return pieces.list().ofMaxSize(40).map(parts -> String.join("", parts));
  }

  @Property(tries = 3000)
  void cleaningACleanTextChangesNothing(@ForAll("soiled") String text) {
    String clean = TextCleaner.clean(text);

    assertThat(TextCleaner.clean(clean)).isEqualTo(clean);
  }

  @Property(tries = 500)
  void anyTextCanBeCleanedOnceAndForAll(@ForAll String text) {
    String clean = TextCleaner.clean(text);

    assertThat(TextCleaner.clean(clean)).isEqualTo(clean);
    assertThat(clean).isEqualTo(clean.strip()).doesNotContain("  ", "\u200B", "\u0000");
  }

  /** Work that grows with the square of the length would take minutes. */
  @Test
  void aMegabyteOfAnythingIsWorkThatGrowsWithItsLength() {
    TextCleaner.clean("<p>warm &amp; ready</p>".repeat(20_000));
    for (String piece :
        List.of(
            "<b",
            "<",
            "&",
            "&amp;",
            "&amp",
            "<!--",
            "<script",
            "<script>",
            "<b \"",
            "<b a='",
            "e\u0301\u0323",
            "\u0301\u0323",
            "½",
            "https://",
            "?utm_a=1&",
            "https://e.com/?utm_a=1 ",
            "＜b＞",
            "x ",
            "Ａ",
            "<p>a</p>")) {
      String text = piece.repeat(1_000_000 / piece.length());
      long before = THREADS.getCurrentThreadCpuTime();
      TextCleaner.clean(text);
      Duration taken = Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - before);

      assertThat(taken).as("a megabyte of '%s'", piece).isLessThan(Duration.ofSeconds(20));
    }
  }
}
