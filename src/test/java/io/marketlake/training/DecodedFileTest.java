package io.marketlake.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
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
}
