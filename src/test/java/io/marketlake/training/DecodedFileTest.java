package io.marketlake.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.error.PipelineException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tier: CI. */
class DecodedFileTest {
  private static final String TEXT = "text,label\nNestlé’s profit rises €5 mn,positive\n";

  @ParameterizedTest
  @CsvSource({
    "UTF-8, '', UTF-8",
    "UTF-8, \uFEFF, UTF-8 with a byte order mark",
    "UTF-16LE, \uFEFF, UTF-16LE",
    "UTF-16BE, \uFEFF, UTF-16BE",
    "UTF-16LE, '', UTF-16LE",
    "UTF-16BE, '', UTF-16BE",
    "windows-1252, '', windows-1252",
  })
  void every_usual_encoding_gives_the_same_text(String charset, String mark, String told)
      throws IOException {
    byte[] bytes = (mark + TEXT).getBytes(Charset.forName(charset));

    DecodedFile file = DecodedFile.of(bytes);

    assertThat(file.text()).isEqualTo(TEXT);
    assertThat(file.encoding()).isEqualTo(told);
    assertThat(file.sha256()).hasSize(64);
  }

  @Test
  void a_gzipped_file_is_unpacked() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(TEXT.getBytes(StandardCharsets.UTF_8));
    }

    assertThat(DecodedFile.of(packed.toByteArray()).text()).isEqualTo(TEXT);
  }

  @Test
  void a_few_broken_bytes_do_not_make_utf8_another_encoding() throws IOException {
    byte[] bytes = TEXT.repeat(20).getBytes(StandardCharsets.UTF_8);
    byte[] cut = Arrays.copyOf(bytes, bytes.length + 1);
    cut[bytes.length] = (byte) 0xE2;

    DecodedFile file = DecodedFile.of(cut);

    assertThat(file.text()).startsWith(TEXT).endsWith("\n\uFFFD");
    assertThat(file.encoding()).isEqualTo("UTF-8 but for 1 broken characters");
  }

  @Test
  void what_is_no_text_gets_a_sentence(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("texts.csv");
    Files.write(file, new byte[] {'P', 'K', 3, 4, 0});
    assertThatThrownBy(() -> DecodedFile.read(file.toString(), new Configuration()))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("it is a zip archive or a spreadsheet");
    Files.writeString(file, "PAR1 and more");
    assertThatThrownBy(() -> DecodedFile.read(file.toString(), new Configuration()))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("it is Parquet");
  }
}
