package io.marketlake.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestSpark;
import io.marketlake.error.PipelineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private static LabelledTexts read(Path file, String text, String label) {
    return LabelledTexts.read(TestSpark.session(), file.toString(), text, label);
  }

  private Path write(String content) throws IOException {
    return Files.writeString(folder.resolve("texts.csv"), content);
  }
}
