package io.marketlake.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.error.PipelineException;
import io.marketlake.training.TextTable.Cells;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tier: CI. */
class TextTableTest {
  private static final List<Cells> ROWS =
      List.of(new Cells("profit, up", "1"), new Cells("loss", "-1"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id,Text,mood\n7,\"profit, up\",1\n8,loss,-1\n",
        "id\ttext\tMOOD\r\n7\tprofit, up\t1\r\n8\tloss\t-1\r\n",
        "text;mood\nprofit, up;1\nloss;-1",
        "mood|text\n1|profit, up\n-1|loss\n",
        "{\"text\":\"profit, up\",\"mood\":1}\n{\"mood\":\"-1\",\"text\":\"loss\"}\n",
        "sep=;\r\ntext;mood\r\nprofit, up;1\r\nloss;-1\r\n",
        " Text ; Mood \nprofit, up ; 1\nloss;-1\n",
        "text@mood\nprofit, up@1\nloss@-1\n",
        "[{\"text\":\"profit, up\",\"mood\":1},\n {\"Mood\":-1,\"text\":\"loss\"}]",
      })
  void every_usual_format_gives_the_same_rows(String content) {
    assertThat(TextTable.of("a.txt", content, "text", "mood").rows()).isEqualTo(ROWS);
  }

  @Test
  void a_file_without_a_header_has_numbered_columns() {
    TextTable table = TextTable.of("a.csv", "1,\"profit, up\"\n-1,loss\n", "2", "1");

    assertThat(table.rows()).isEqualTo(ROWS);
    assertThat(table.format()).isEqualTo("CSV without a header");
  }

  @Test
  void a_row_that_lacks_a_cell_has_none() {
    assertThat(TextTable.of("a.csv", "text,mood\nprofit\n,1\n", "text", "mood").rows())
        .containsExactly(new Cells("profit", null), new Cells(null, "1"));
  }

  @Test
  void an_empty_file_a_missing_column_and_broken_json_each_get_a_sentence() {
    assertThatThrownBy(() -> TextTable.of("a.csv", " \n", "text", "mood"))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("it is empty");
    assertThatThrownBy(() -> TextTable.of("a.csv", "text,label\nup,1\n", "text", "mood"))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("it has no column mood, only text, label (where there is no header");
    assertThatThrownBy(() -> TextTable.of("a.json", "{\"text\":\"up\"}\n", "text", "mood"))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("it has no column mood, only text");
    assertThatThrownBy(() -> TextTable.of("a.json", "{\"a\":1}\n{\"a\":\n", "a", "a"))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("is not the JSON that it should be");
  }

  @Test
  void without_a_header_the_delimiter_is_the_one_that_leaves_few_labels() {
    TextTable at =
        TextTable.of(
            "a.txt",
            "Sales, it said, rose@positive\nMail me at a@b.fi, she said@neutral\nA loss@negative\n",
            "1",
            "2");
    assertThat(at.rows())
        .containsExactly(
            new Cells("Sales, it said, rose", "positive"),
            new Cells("Mail me at a@b.fi, she said", "neutral"),
            new Cells("A loss", "negative"));
    assertThat(TextTable.of("a.csv", "up; so, well;1\ndown, it fell; a lot;0\n", "1", "2").format())
        .isEqualTo("CSV without a header");
    assertThat(
            TextTable.of("a.tsv", "up, so, well\t1\ndown, it fell\t0\nb, c\t0\n", "1", "2").rows())
        .contains(new Cells("up, so, well", "1"));
  }

  @Test
  void a_text_that_begins_like_a_comment_or_like_json_is_a_text() {
    assertThat(TextTable.of("a.csv", "text,mood\n#AAPL is up,1\n", "text", "mood").rows())
        .containsExactly(new Cells("#AAPL is up", "1"));
    assertThat(TextTable.of("a.tsv", "[video] it rose\t1\n{x} fell\t0\n", "1", "2").rows())
        .containsExactly(new Cells("[video] it rose", "1"), new Cells("{x} fell", "0"));
  }

  @Test
  void quotes_may_span_lines_be_escaped_or_be_mere_characters() {
    assertThat(
            TextTable.of("a.csv", "text,mood\n\"a \\\"buy\\\", he said\",1\nb,0\n", "text", "mood")
                .rows())
        .containsExactly(new Cells("a \"buy\", he said", "1"), new Cells("b", "0"));
    assertThat(
            TextTable.of("a.csv", "text,mood\n\"two\nlines, both\",1\nb,0\n", "text", "mood")
                .rows())
        .containsExactly(new Cells("two\nlines, both", "1"), new Cells("b", "0"));
    // Never closed, in a file that does not quote.
    assertThat(
            TextTable.of(
                    "a.tsv",
                    "text\tmood\n\"Buy now\t1\nit fell\t0\n\"Sell\" he said\t0\n\"all\"\t1\n",
                    "text",
                    "mood")
                .rows())
        .containsExactly(
            new Cells("\"Buy now", "1"),
            new Cells("it fell", "0"),
            new Cells("\"Sell\" he said", "0"),
            new Cells("all", "1"));
  }

  @Test
  void a_cell_of_more_than_a_million_characters_does_not_cost_the_file() {
    String open = "\"" + "up ".repeat(500_000);

    assertThat(TextTable.of("a.tsv", "text\tmood\n" + open + "\t1\nb\t0\n", "text", "mood").rows())
        .hasSize(2);
    assertThatThrownBy(
            () -> TextTable.of("a.csv", "text,mood\n" + open + "\nb,0\n", "text", "mood"))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("too long; a quote may not be closed");
  }
}
