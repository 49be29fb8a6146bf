package io.marketlake.feature.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
class LanguageMarkTest {
  private static final Path TEXTS = Path.of("data/language_texts.csv");
  private static final Path REAL_HEADLINES = Path.of("../shared/data/headlines_labelled.csv");
  private static final Path REAL_NEWS = Path.of("../shared/data/financial_news_events.csv");
  private static final Path HEADLINES = Path.of("data/labelled_texts.csv");

  @Test
  void nineInTenOfTheJudgedTextsGetTheirLanguage() {
    List<String> wrong = wrongOf(LabelledRows.judged(TEXTS));
    int judged = LabelledRows.judged(TEXTS).size();
    double accuracy = 1 - wrong.size() / (double) judged;

    assertThat(judged).isGreaterThan(100);
    assertThat(accuracy).as("accuracy; wrong are %s", wrong).isGreaterThanOrEqualTo(0.9);
  }

  @Test
  void theTextsForDevelopmentGetTheirLanguageToo() {
    List<String[]> rows = LabelledRows.development(TEXTS);
    List<String> wrong = wrongOf(rows);

    assertThat(1 - wrong.size() / (double) rows.size())
        .as("accuracy; wrong are %s", wrong)
        .isGreaterThanOrEqualTo(0.9);
  }

  private static List<String> wrongOf(List<String[]> rows) {
    List<String> wrong = new ArrayList<>();
    for (String[] row : rows) {
      String found = Objects.requireNonNullElse(LanguageMark.of(row[0]), "");
      if (!found.equals(row[1])) {
        wrong.add(row[0] + " (" + row[1] + ") as " + (found.isEmpty() ? "none" : found));
      }
    }
    return wrong;
  }

  /** All of them are English, and short. */
  @Test
  void anEnglishHeadlineIsSeldomTakenForAnotherLanguages() {
    requireEnglish(LabelledRows.of(HEADLINES), 1);
  }

  /** Headlines of others; those for development may have been looked at. */
  @Test
  void realEnglishHeadlinesAreEnglish() {
    Assumptions.assumeTrue(Files.exists(REAL_HEADLINES), "needs " + REAL_HEADLINES);

    requireEnglish(LabelledRows.judged(REAL_HEADLINES), 0);
    requireEnglish(
        LabelledRows.of(REAL_NEWS).stream().filter(row -> !row[1].isBlank()).toList(), 1);
  }

  @Test
  void aPlainHeadlineOfFewWordsIsEnglish() {
    for (String text :
        List.of(
            "Profit rises 0 percent at Apple",
            "Unexpected rise in unemployment",
            "Index futures gain 1.2 per cent")) {
      assertThat(LanguageMark.of(text)).as(text).isEqualTo("en");
    }
  }

  private static void requireEnglish(List<String[]> rows, int column) {
    List<String> others = new ArrayList<>();
    long english = 0;
    for (String[] row : rows) {
      String found = LanguageMark.of(row[column]);
      if ("en".equals(found)) {
        english++;
      } else if (found != null) {
        others.add(row[column] + " as " + found);
      }
    }

    assertThat(others.size() / (double) rows.size()).as("wrong: %s", others).isLessThan(0.01);
    assertThat(english / (double) rows.size()).as("found English").isGreaterThan(0.97);
  }

  @Test
  void tickersFiguresAndAddressesSayNothing() {
    for (String text :
        List.of("", "  ", "$AAPL $TSLA", "+3.2% 12:30", "https://example.com/the/of")) {
      assertThat(LanguageMark.of(text)).as(text).isNull();
    }
    assertThat(LanguageMark.of(null)).isNull();
  }

  @Test
  void scriptsTellByThemselves() {
    assertThat(LanguageMark.of("Нафта дорожчає через побоювання щодо поставок і їх обсягів"))
        .isEqualTo("uk");
    assertThat(LanguageMark.of("Το πετρέλαιο ανεβαίνει")).isEqualTo("el");
    assertThat(LanguageMark.of("מחירי הנפט עולים")).isEqualTo("he");
    assertThat(LanguageMark.of("ราคาน้ำมันขึ้น")).isEqualTo("th");
    assertThat(LanguageMark.of("قیمت نفت و گاز پایین آمد")).isEqualTo("fa");
  }

  @Property(tries = 300)
  void anyTextHasALanguageOrNoneAndAlwaysTheSame(@ForAll String text) {
    assertThat(LanguageMark.of(text)).isEqualTo(LanguageMark.of(text));
  }
}
