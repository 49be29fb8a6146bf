package io.marketlake.feature.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Precision and recall of the links on texts labelled before there was a linker, and on real
 * headlines. The latter are skipped where the file, which is not the project's own, is absent.
 *
 * <p>Tier: CI.
 */
class LinkedTextsTest {
  private static final Path TEXTS = Path.of("data/linked_texts.csv");
  private static final Path HEADLINES = Path.of("../shared/data/headlines_labelled.csv");
  private static final Path ENTITIES =
      Path.of("src/test/resources/io/marketlake/feature/text/entity_symbols.csv");

  static LinkedCount counted(List<String[]> texts) {
    LinkedCount count = new LinkedCount();
    for (String[] row : texts) {
      count.add(row[0], Reference.LINKER.symbols(TextCleaner.clean(row[0])), split(row[1]));
    }
    return count;
  }

  private static Set<String> split(String symbols) {
    return symbols.isEmpty() ? Set.of() : new TreeSet<>(Arrays.asList(symbols.split("\\|", -1)));
  }

  @Test
  void theJudgedTextsAreLinkedAsAPersonDid() {
    LinkedCount count = counted(LabelledRows.judged(TEXTS));

    assertThat(LabelledRows.of(TEXTS)).hasSizeGreaterThanOrEqualTo(240);
    assertThat(count.precision()).as("%s", count).isGreaterThanOrEqualTo(0.95);
    assertThat(count.recall()).as("%s", count).isGreaterThanOrEqualTo(0.85);
  }

  @Test
  void soAreThoseForDevelopment() {
    LinkedCount count = counted(LabelledRows.development(TEXTS));

    assertThat(count.precision()).as("%s", count).isGreaterThanOrEqualTo(0.95);
    assertThat(count.recall()).as("%s", count).isGreaterThanOrEqualTo(0.85);
  }

  /**
   * Which entity is which company of the reference was written down by hand from the entities'
   * names, before there was a linker; no rule of the linker is used for it. Strict: a company that
   * a headline names beside its annotated entities counts as a wrong link.
   */
  @Test
  void realHeadlinesAreLinkedToTheCompaniesAmongTheirEntities() {
    assumeThat(Files.exists(HEADLINES)).as("%s is absent", HEADLINES).isTrue();
    LinkedCount count = countedHeadlines(HEADLINES);

    assertThat(count.labels()).isGreaterThan(400);
    assertThat(count.precision()).as("%s", count).isGreaterThanOrEqualTo(0.95);
    assertThat(count.recall()).as("%s", count).isGreaterThanOrEqualTo(0.85);
  }

  static LinkedCount countedHeadlines(Path headlines) {
    Map<String, String> symbols = new HashMap<>();
    LabelledRows.of(ENTITIES).forEach(row -> symbols.put(row[0], row[1]));
    LinkedCount count = new LinkedCount();
    for (String[] row : LabelledRows.of(headlines)) {
      Set<String> labelled = new HashSet<>();
      for (String entity : row[2].split("\\|", -1)) {
        String name = entity.substring(0, Math.max(0, entity.lastIndexOf('='))).strip();
        labelled.add(symbols.getOrDefault(name, ""));
      }
      labelled.remove("");
      count.add(row[0], Reference.LINKER.symbols(TextCleaner.clean(row[0])), labelled);
    }
    return count;
  }
}
