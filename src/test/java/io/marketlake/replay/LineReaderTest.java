package io.marketlake.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
class LineReaderTest {
  /** Gives one byte at a time, so that every place is once at the end of what was read. */
  private static final class Drop extends ByteArrayInputStream {
    Drop(String text) {
      super(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public synchronized int read(byte[] b, int off, int len) {
      return super.read(b, off, Math.min(1, len));
    }
  }

  private static List<String> rows(InputStream in) throws IOException {
    return all(LineReader.ofRows(in, ','));
  }

  private static List<String> rows(String text) throws IOException {
    List<String> rows = rows(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    assertThat(rows(new Drop(text))).isEqualTo(rows);
    return rows;
  }

  private static List<String> all(LineReader reader) throws IOException {
    List<String> lines = new ArrayList<>();
    for (byte[] line = reader.next(); line != null; line = reader.next()) {
      lines.add(new String(line, StandardCharsets.UTF_8));
    }
    assertThat(reader.lines()).isEqualTo(lines.size());
    return lines;
  }

  @Test
  void linesEndWithLfOrCrlfAndTheLastNeedsNoEnd() throws IOException {
    assertThat(rows("a,b\r\nc,d\n\ne,f")).containsExactly("a,b", "c,d", "", "e,f");
    assertThat(rows("")).isEmpty();
    assertThat(rows("\n")).containsExactly("");
  }

  @Test
  void aQuotedCellMaySpanLinesAndHoldQuotesAndCommas() throws IOException {
    assertThat(rows("a,\"b\nb, \"\"x\"\"\r\nb\",c\nd,e,f\n"))
        .containsExactly("a,\"b\nb, \"\"x\"\"\r\nb\",c", "d,e,f");
    assertThat(rows("\"a\"\r\n\"b\"")).containsExactly("\"a\"", "\"b\"");
  }

  @Test
  void aQuoteInTheMiddleOfACellIsAnOrdinaryCharacter() throws IOException {
    assertThat(rows("5\" disc,1\nx,2\n")).containsExactly("5\" disc,1", "x,2");
  }

  @Test
  void aStrayQuoteDoesNotSwallowTheLinesBehindIt() throws IOException {
    assertThat(rows("a,\"b\nc,d\ne,f\n")).containsExactly("a,\"b", "c,d", "e,f");
    assertThat(rows("a,\"b\nc,d\ne,\"f\"\n")).containsExactly("a,\"b", "c,d", "e,\"f\"");
  }

  @Test
  void linesOfTextKnowNoQuotes() throws IOException {
    InputStream in = new ByteArrayInputStream("{\"a\nb\"}\n".getBytes(StandardCharsets.UTF_8));

    assertThat(all(LineReader.ofText(in))).containsExactly("{\"a", "b\"}");
  }

  @Test
  void aLineTooLongForKafkaIsRefusedByItsNumber() throws IOException {
    LineReader reader =
        LineReader.ofText(
            new ByteArrayInputStream(
                ("short\n" + "x".repeat(9 << 20)).getBytes(StandardCharsets.UTF_8)));

    assertThat(reader.next()).hasSize(5);
    assertThatThrownBy(reader::next).hasMessage("its line 2 is longer than 8 MiB");
  }
}
