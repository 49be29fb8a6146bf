package io.marketlake;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The first line and the headers of a request or an answer, as they came. */
record HttpHead(List<String> lines) {
  static @Nullable HttpHead read(InputStream in) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = line(in); line != null; line = line(in)) {
      if (line.isEmpty() && !lines.isEmpty()) {
        return new HttpHead(lines);
      }
      if (!line.isEmpty()) {
        lines.add(line);
      }
    }
    return null;
  }

  private static @Nullable String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return null;
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  String line() {
    return lines.get(0);
  }

  boolean has(String header) {
    return lines.stream().skip(1).anyMatch(line -> isOf(header, line));
  }

  boolean says(String header, String value) {
    return lines.stream()
        .skip(1)
        .anyMatch(
            line ->
                isOf(header, line)
                    && line.substring(header.length() + 1).trim().equalsIgnoreCase(value));
  }

  private static boolean isOf(String header, String line) {
    return line.toLowerCase(Locale.ROOT).startsWith(header + ":");
  }

  byte[] without(String header) {
    return lines.stream()
        .filter(line -> header.isEmpty() || !isOf(header, line))
        .collect(Collectors.joining("\r\n", "", "\r\n\r\n"))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  boolean isBodiless(String method) {
    return method.equals("HEAD") || line().contains(" 204") || line().contains(" 304");
  }

  /** The body as it is on the wire, a chunked one with its chunks' sizes. */
  byte[] body(InputStream in) throws IOException {
    if (says("transfer-encoding", "chunked")) {
      return chunks(in);
    }
    for (String line : lines) {
      if (isOf("content-length", line)) {
        int length = Integer.parseInt(line.substring(line.indexOf(':') + 1).trim());
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
          throw new EOFException("The body ended early");
        }
        return body;
      }
    }
    return new byte[0];
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (true) {
      String size = line(in);
      if (size == null) {
        throw new EOFException("The chunks ended early");
      }
      out.writeBytes((size + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      int length = Integer.parseInt(size.trim(), 16);
      out.writeBytes(in.readNBytes(length));
      if (length == 0) {
        for (String trailer = line(in); trailer != null; trailer = line(in)) {
          out.writeBytes((trailer + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
          if (trailer.isEmpty()) {
            break;
          }
        }
        return out.toByteArray();
      }
      line(in);
      out.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }
  }
}
