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
        .hasMessageContaining("it has no column mood, only text, label");
    assertThatThrownBy(() -> TextTable.of("a.json", "{\"text\":\"up\"}\n", "text", "mood"))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("it has no column mood, only text");
    assertThatThrownBy(() -> TextTable.of("a.json", "{\"a\":1}\n{\"a\":\n", "a", "a"))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("is not the JSON that it should be");
  }
}
