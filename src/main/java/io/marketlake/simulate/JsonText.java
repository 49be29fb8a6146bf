package io.marketlake.simulate;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Writes one flat JSON object after another into one reused buffer. */
final class JsonText {
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.");
  private static final String HEX = "0123456789abcdef";

  private final StringBuilder text = new StringBuilder(512);
  private long secondShown = Long.MIN_VALUE;
  private String secondText = "";

  /** Begins an object; what was begun before is forgotten. */
  JsonText begin() {
    text.setLength(0);
    text.append('{');
    return this;
  }

  byte[] end() {
    return text.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  JsonText string(String name, String value) {
    name(name);
    quoted(value);
    return this;
  }

  JsonText strings(String name, List<String> values) {
    name(name);
    text.append('[');
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        text.append(',');
      }
      quoted(values.get(i));
    }
    text.append(']');
    return this;
  }

  JsonText number(String name, long value) {
    name(name);
    text.append(value);
    return this;
  }

  JsonText decimal(String name, double value, int decimals) {
    name(name);
    appendDecimal(text, value, decimals);
    return this;
  }

  /** Epoch milliseconds as ISO-8601 with milliseconds and Z. */
  JsonText time(String name, long millis) {
    name(name);
    long second = Math.floorDiv(millis, 1000L);
    if (second != secondShown) {
      secondText =
          SECOND.format(LocalDateTime.ofInstant(Instant.ofEpochSecond(second), ZoneOffset.UTC));
      secondShown = second;
    }
    text.append('"').append(secondText);
    appendPadded(text, Math.floorMod(millis, 1000L), 3);
    text.append("Z\"");
    return this;
  }

  /** The value rounded to that many decimals, without a detour through shortest-double printing. */
  static void appendDecimal(StringBuilder into, double value, int decimals) {
    long scale = 1;
    for (int i = 0; i < decimals; i++) {
      scale *= 10;
    }
    long scaled = Math.round(value * scale);
    if (scaled < 0) {
      into.append('-');
      scaled = -scaled;
    }
    into.append(scaled / scale);
    if (decimals > 0) {
      into.append('.');
      appendPadded(into, scaled % scale, decimals);
    }
  }

  private static void appendPadded(StringBuilder into, long value, int digits) {
    long limit = 10;
    for (int i = 1; i < digits; i++, limit *= 10) {
      if (value < limit) {
        into.append("0".repeat(digits - i));
        break;
      }
    }
    into.append(value);
  }

  private void name(String name) {
    if (text.length() > 1) {
      text.append(',');
    }
    text.append('"').append(name).append("\":");
  }

  private void quoted(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < 0x20) {
        text.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }
}
