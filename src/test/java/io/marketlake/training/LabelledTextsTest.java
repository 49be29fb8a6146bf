package io.marketlake.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestSpark;
import io.marketlake.error.PipelineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tier: CI. */
class LabelledTextsTest {
  @TempDir private Path folder;

  @Test
  void rows_without_a_text_or_a_known_label_are_counted_and_left_out() throws IOException {
    Path file =
        write(
            "Headline,Mood\n"
                + "profit rises,Positive\n".repeat(10)
                + "profit falls, NEGATIVE\n".repeat(11)
                + "\"said \"\"no\"\",\nthen left\",neutral\n".repeat(12)
                + ",positive\n  ,positive\nprofit,mixed\nprofit,\nprofit\n");

    LabelledTexts texts = read(file, "headline", "mood");

    assertThat(texts.skippedRows()).isEqualTo(5);
    assertThat(texts.rowsPerClass()).hasToString("{negative=11, neutral=12, positive=10}");
    assertThat(texts.texts())
        .hasSize(33)
        .containsOnly(
            new LabelledText("profit rises", "positive"),
            new LabelledText("profit falls", "negative"),
            new LabelledText("said \"no\",\nthen left", "neutral"));
    assertThat(texts.file()).isEqualTo("texts.csv");
    assertThat(texts.sha256()).hasSize(64);
  }

  @Test
  void an_absent_file_a_missing_column_and_too_few_rows_each_get_a_sentence() throws IOException {
    assertThatThrownBy(() -> read(folder.resolve("none.csv"), "text", "label"))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("there is no such file");

    Path other = write("text,mood\n");
    assertThatThrownBy(() -> read(other, "text", "label"))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("it has no column label, only text, mood");

    Path one = write("text,label\n" + "profit rises,positive\n".repeat(20));
    assertThatThrownBy(() -> read(one, "text", "label").requireEnoughToLearn())
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("all of its labels are positive");

    Path few = write("text,label\n" + "up,positive\n".repeat(20) + "down,negative\n".repeat(9));
    assertThatThrownBy(() -> read(few, "text", "label").requireEnoughToLearn())
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("only 9 rows are negative");
  }

  @Test
  void numbers_that_texts_contradict_are_refused_with_what_seems_likely() throws IOException {
    String rows =
        "text,label\n"
            + "profit falls and loss widens,0\n".repeat(30)
            + "profit surges and beats forecasts,1\n".repeat(30)
            + "annual meeting on Tuesday,2\n".repeat(30);
    Path swapped = write(rows);

    assertThatThrownBy(() -> read(swapped, "text", "label"))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining(
            "whose label would mean neutral are better news than those that would be positive")
        .hasMessageContaining("--label-map 0=negative,1=positive,2=neutral seems likely")
        .hasMessageContaining("--label-map 0=negative,1=neutral,2=positive if the order is right");
    LabelMap told = LabelMap.of(List.of("0=negative", "1=neutral", "2=positive"));
    assertThat(
            LabelledTexts.read(TestSpark.session(), swapped.toString(), "text", "label", told)
                .rowsPerClass())
        .hasToString("{negative=30, neutral=30, positive=30}");
    Path usual =
        write(rows.replace(",2\n", ",9\n").replace(",1\n", ",2\n").replace(",9\n", ",1\n"));
    assertThat(read(usual, "text", "label").rowsPerClass())
        .hasToString("{negative=30, neutral=30, positive=30}");
  }

  @Test
  void scores_are_read_as_such_and_the_card_says_so() throws IOException {
    Path file = write("text,label\nup,0.61\ndown,-0.4\nflat,0.02\nso,-0.0\n");

    LabelledTexts texts = read(file, "text", "label");

    assertThat(texts.rowsPerClass()).hasToString("{negative=1, neutral=2, positive=1}");
    assertThat(texts.reading())
        .containsEntry("labels", "scores, below -0.1 negative, above 0.1 positive");
  }

  private static LabelledTexts read(Path file, String text, String label) {
    return LabelledTexts.read(TestSpark.session(), file.toString(), text, label);
  }

  private Path write(String content) throws IOException {
    return Files.writeString(folder.resolve("texts.csv"), content);
  }
}
