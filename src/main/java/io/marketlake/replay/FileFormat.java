package io.marketlake.replay;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** How the lines of a file are written. */
enum FileFormat {
  /** A header row, then rows with commas between the cells. */
  CSV,
  /** A header row, then rows with tabs between the cells. */
  TSV,
  /** A JSON object a line. */
  JSON_LINES;

  /** The format that a file's name says, or else its first bytes. */
  static FileFormat of(String fileName, byte[] head) {
    String name = fileName.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "csv" -> CSV;
      case "tsv", "tab" -> TSV;
      case "json", "jsonl", "ndjson" -> JSON_LINES;
      default -> ofContent(new String(head, StandardCharsets.ISO_8859_1));
    };
  }

  private static FileFormat ofContent(String head) {
    if (head.stripLeading().startsWith("{")) {
      return JSON_LINES;
    }
    return head.lines().findFirst().orElse("").indexOf('\t') >= 0 ? TSV : CSV;
  }

  char delimiter() {
    return this == TSV ? '\t' : ',';
  }
}
