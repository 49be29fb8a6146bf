package io.marketlake.feature.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.config.LinkingFile;
import io.marketlake.error.PipelineException;
import io.marketlake.feature.text.Mention.How;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tier: CI. */
class CompanyLinkerTest {
  private static final CompanyLinker LINKER = Reference.LINKER;
  private static final List<String> FILLER =
      List.of("gold", "rose", "5%", "(today)", "on", "“supply”", "–", "новости", "株", "🚀", "q");

  @TempDir private Path folder;

  private static void assertLinks(String text, String... symbols) {
    assertThat(LINKER.symbols(text)).as("linked by '%s'", text).containsExactly(symbols);
  }

  @Test
  void aMentionSaysWhereAndHow() {
    assertThat(LINKER.link("Apple’s suppliers: $tsm, Foxconn (TPE: 2317); Coca Cola Co. too"))
        .containsExactly(
            new Mention("AAPL", 0, 5, "Apple", How.NAME),
            new Mention("TSM", 19, 23, "$tsm", How.CASHTAG),
            new Mention("2317", 25, 32, "Foxconn", How.NAME),
            new Mention("2317", 39, 43, "2317", How.TICKER),
            new Mention("KO", 46, 58, "Coca Cola Co", How.NAME));
  }

  @Test
  void theLongestNameIsTakenWithItsLegalForm() {
    assertThat(LINKER.link("Amazon.com, Inc. and Amazon Web Services"))
        .extracting(Mention::surface)
        .containsExactly("Amazon.com, Inc", "Amazon Web Services");
    assertThat(LINKER.link("Florida Power and Light; JPMorgan Chase & Co."))
        .extracting(Mention::symbol)
        .containsExactly("NEE", "JPM");
  }

  @Test
  void namesAreWholeWords() {
    assertLinks("Pineapple, Applebee's, Metals, Visage, Shelley, Teslas and Sonyo");
    assertLinks("NESTLE, nestlé, Nestle\u0301", "NSRGY");
  }

  @Test
  void aTickerCountsWhereOneIsMeant() {
    assertLinks("V shares rise", "V");
    assertLinks("(NYSE: V) and NYSE:BA", "BA", "V");
    assertLinks("AMZN +1.2%", "AMZN");
    assertLinks("BA.L, LON: BA, $BA.L and $SAN.PA are others");
    assertLinks("$RY.TO and 005930.KS", "005930", "RY");
    assertLinks("CAN V BE SO LOW ON SPOT? ALL KO");
    assertLinks("paid $2317 and $300750 and US$V");
  }

  @Test
  void addressesNameNobody() {
    assertLinks("https://apple.com/tesla www.google.com/$AAPL jane@microsoft.com");
  }

  @Test
  void wordsThatMeanSomethingElseAreToldApart() {
    CompanyLinker linker =
        new CompanyLinker(
            List.of(
                new ListedCompany("TGT", "Target Corporation", List.of("Target")),
                new ListedCompany("GPS", "The Gap, Inc.", List.of("Gap")),
                new ListedCompany("ORCL", "Oracle Corporation", List.of("Oracle")),
                new ListedCompany("F", "Ford Motor Company", List.of("Ford")),
                new ListedCompany("CAT", "Caterpillar Inc.", List.of("Caterpillar")),
                new ListedCompany("ORAN", "Orange S.A.", List.of("Orange"))),
            Reference.RULES);

    for (String friend :
        List.of(
            "Target price of Rs 200 kept",
            "Price target raised to $50",
            "Gap up open likely",
            "The gap between rich and poor shares widens",
            "The Oracle of Omaha buys shares",
            "Cattle ford the river",
            "Ford the stream at your own risk",
            "Caterpillar infestation hits cotton",
            "a caterpillar eats profit of farmers' crops",
            "Orange juice futures soar",
            "orange is the new black")) {
      assertThat(linker.link(friend)).as(friend).isEmpty();
    }
    assertThat(
            linker.symbols(
                "Target and Gap cut outlook; Oracle and Ford beat; Caterpillar raises dividend"))
        .containsExactly("CAT", "F", "GPS", "ORCL", "TGT");
    assertThat(linker.symbols("Orange shares rise in Paris")).containsExactly("ORAN");
  }

  @Test
  void aNameThatTwoCompaniesClaimIsLinkedToNeither() {
    CompanyLinker linker =
        new CompanyLinker(
            List.of(
                new ListedCompany("A", "Delta Air Lines, Inc.", List.of("Delta")),
                new ListedCompany("B", "Delta Electronics, Inc.", List.of("Delta"))),
            Reference.RULES);

    assertThat(linker.symbols("Delta shares rise")).isEmpty();
    assertThat(linker.symbols("Delta Electronics shares rise")).containsExactly("B");
  }

  @Test
  void aLinkerComesBackFromItsBytesTheSame() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(LINKER);
    }
    String text = "Apple, $V, NYSE: BA, Shell companies, AMZN and J.P. Morgan";
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      CompanyLinker copy = (CompanyLinker) in.readObject();
      assertThat(copy.link(text)).isEqualTo(LINKER.link(text)).hasSize(5);
    }
  }

  @Test
  void rulesThatCannotBeReadAreAllNamed() throws IOException {
    Path file = folder.resolve("linking.conf");
    Files.writeString(file, "aliases.apple { capital = maybe, nowhere = [x] }");

    assertThatThrownBy(() -> LinkingFile.load(Optional.of(file)))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("aliases.apple.capital is 'maybe'")
        .hasMessageContaining("aliases.apple.nowhere is unknown");
    Files.writeString(file, "listings.AAPL = [Frankfurt]");
    assertThatThrownBy(() -> LinkingFile.load(Optional.of(file)))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("'Frankfurt', which is not EXCHANGE:TICKER");
  }

  @Provide
  static Arbitrary<String> symbols() {
    return Arbitraries.of(
        Reference.COMPANIES.stream()
            .map(ListedCompany::symbol)
            .filter(symbol -> Character.isLetter(symbol.charAt(0)))
            .toList());
  }

  @Provide
  static Arbitrary<String> fillers() {
    return Arbitraries.of(FILLER).list().ofMaxSize(30).map(words -> String.join(" ", words));
  }

  @Provide
  static Arbitrary<String> texts() {
    Arbitrary<String> names =
        Arbitraries.of(
            Reference.COMPANIES.stream()
                .flatMap(c -> Stream.of(c.name(), c.aliases().get(0), c.symbol()))
                .toList());
    Arbitrary<String> marks =
        Arbitraries.of(
            " ", ", ", "'s ", "$", ":", "NYSE: ", ".", ".L", "#", "@", "\u0301", "İ", "-");
    return Arbitraries.oneOf(
            names, marks, Arbitraries.of(FILLER), Arbitraries.strings().ofMaxLength(5))
        .list()
        .ofMaxSize(25)
        .map(parts -> String.join("", parts));
  }

  @Property(tries = 1000)
  void aCashtagAmongAnyWordsIsFound(
      @ForAll("texts") String before,
      @ForAll("symbols") String symbol,
      @ForAll("texts") String after) {
    String text = before + " $" + symbol + " " + after;

    assertThat(LINKER.link(text))
        .contains(
            new Mention(
                symbol,
                before.length() + 1,
                before.length() + 2 + symbol.length(),
                "$" + symbol,
                How.CASHTAG));
  }

  @Property(tries = 1000)
  void mentionsNeverOverlapAndTheirPlacesAreRight(@ForAll("texts") String text) {
    int end = 0;
    for (Mention mention : LINKER.link(text)) {
      assertThat(mention.start()).isGreaterThanOrEqualTo(end);
      assertThat(text.substring(mention.start(), mention.end())).isEqualTo(mention.surface());
      end = mention.end();
    }
    assertThat(LINKER.link(text)).isEqualTo(LINKER.link(text));
  }

  @Property(tries = 500)
  void wordsWithoutNamesAroundATextChangeNoLink(
      @ForAll("fillers") String before, @ForAll("fillers") String after) {
    String text = "Microsoft and Nvidia beat Siemens, while Nestlé sells $AAPL to Exxon Mobil Corp";
    String around = before + " . " + text + " . " + after;
    int shift = before.length() + 3;

    assertThat(LINKER.link(around))
        .isEqualTo(
            LINKER.link(text).stream()
                .map(
                    m ->
                        new Mention(
                            m.symbol(), m.start() + shift, m.end() + shift, m.surface(), m.how()))
                .toList());
  }

  @Test
  void aMegabyteIsLinkedInSeconds() {
    for (String piece :
        List.of("Apple ", "$AAPL ", "a", "A.", "NYSE: V ", "Royal Bank of ", "a@")) {
      String text = piece.repeat(1_000_000 / piece.length());
      Assertions.assertTimeout(Duration.ofSeconds(5), () -> LINKER.link(text), piece);
    }
  }
}
