package io.marketlake.training;

import io.marketlake.error.Errors;
import io.marketlake.error.TrainingErrors;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * A text file of any usual encoding, in memory. The encoding is the one that a byte order mark
 * tells (UTF-8, UTF-16); else UTF-8, if all bytes are valid in it; else UTF-16 where every other
 * byte is nil; else windows-1252, which gives every byte a meaning. Gzip is known by its first
 * bytes.
 *
 * @param text its characters, without a byte order mark
 * @param encoding what they were read as
 * @param sha256 the hash of the file as it lies there, in hexadecimal
 */
public record DecodedFile(String text, String encoding, String sha256) {
  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

  /** What a decoder puts in the place of bytes that are no character. */
  private static final int REPLACEMENT = 0xFFFD;

  private static final int BROKEN_TO_WHOLE = 10;

  /** What a file needs in memory, at most, beside its own bytes: characters, cells, tokens. */
  private static final int GROWTH = 8;

  /** Reads a file of any file system that Hadoop knows. */
  public static DecodedFile read(String file, Configuration hadoop) {
    Path path = new Path(file);
    try {
      FileSystem files = path.getFileSystem(hadoop);
      if (files.getFileStatus(path).isDirectory()) {
        throw Errors.unreadableFile(file, "it is a folder");
      }
      long most = Runtime.getRuntime().maxMemory() / GROWTH;
      long bytes = files.getFileStatus(path).getLen();
      if (bytes > most) {
        throw TrainingErrors.trainingDataTooLarge(file, bytes >> 20, most >> 20);
      }
      try (InputStream in = files.open(path)) {
        byte[] content = in.readAllBytes();
        requireText(file, content);
        return of(content);
      }
    } catch (FileNotFoundException e) {
      throw Errors.unreadableFile(file, "there is no such file");
    } catch (IOException e) {
      throw Errors.unreadableFile(file, e.toString());
    }
  }

  private static void requireText(String file, byte[] content) {
    if (startsWith(content, 'P', 'K', 3, 4)) {
      throw Errors.unreadableFile(file, "it is a zip archive or a spreadsheet, not text");
    }
    if (startsWith(content, 'P', 'A', 'R', '1')) {
      throw Errors.unreadableFile(file, "it is Parquet, not text");
    }
  }

  static DecodedFile of(byte[] file) throws IOException {
    byte[] bytes = plain(file);
    String sha256 = sha256(file);
    if (startsWith(bytes, 0xEF, 0xBB, 0xBF)) {
      return new DecodedFile(
          decoded(bytes, 3, StandardCharsets.UTF_8), "UTF-8 with a byte order mark", sha256);
    }
    if (startsWith(bytes, 0xFF, 0xFE)) {
      return new DecodedFile(decoded(bytes, 2, StandardCharsets.UTF_16LE), "UTF-16LE", sha256);
    }
    if (startsWith(bytes, 0xFE, 0xFF)) {
      return new DecodedFile(decoded(bytes, 2, StandardCharsets.UTF_16BE), "UTF-16BE", sha256);
    }
    Charset markless = utf16WithoutMark(bytes);
    if (markless != null) {
      return new DecodedFile(decoded(bytes, 0, markless), markless.name(), sha256);
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new DecodedFile(text, "UTF-8", sha256);
    } catch (CharacterCodingException e) {
      return mostlyUtf8(bytes, sha256)
          .orElseGet(
              () -> new DecodedFile(decoded(bytes, 0, WINDOWS_1252), "windows-1252", sha256));
    }
  }

  /**
   * A few broken bytes among many characters that are beyond ASCII are no other encoding: files are
   * cut in the middle of a character, or put together.
   */
  private static Optional<DecodedFile> mostlyUtf8(byte[] bytes, String sha256) {
    String text = decoded(bytes, 0, StandardCharsets.UTF_8);
    long broken = text.chars().filter(c -> c == REPLACEMENT).count();
    long whole = text.chars().filter(c -> c > 0x7F && c != REPLACEMENT).count();
    return whole >= BROKEN_TO_WHOLE * broken
        ? Optional.of(
            new DecodedFile(text, "UTF-8 but for " + broken + " broken characters", sha256))
        : Optional.empty();
  }

  private static byte[] plain(byte[] file) throws IOException {
    if (!startsWith(file, 0x1F, 0x8B)) {
      return file;
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
      return in.readAllBytes();
    }
  }

  /** A text has no nil; one in UTF-16 that is mostly Latin has it in every other byte. */
  private static @Nullable Charset utf16WithoutMark(byte[] bytes) {
    int head = Math.min(bytes.length, 4096) & ~1;
    int even = 0;
    int odd = 0;
    for (int i = 0; i < head; i += 2) {
      even += bytes[i] == 0 ? 1 : 0;
      odd += bytes[i + 1] == 0 ? 1 : 0;
    }
    if (head > 0 && odd > head / 5 && even == 0) {
      return StandardCharsets.UTF_16LE;
    }
    return head > 0 && even > head / 5 && odd == 0 ? StandardCharsets.UTF_16BE : null;
  }

  private static boolean startsWith(byte[] bytes, int... start) {
    if (bytes.length < start.length) {
      return false;
    }
    for (int i = 0; i < start.length; i++) {
      if ((bytes[i] & 0xFF) != start[i]) {
        return false;
      }
    }
    return true;
  }

  private static String decoded(byte[] bytes, int from, Charset charset) {
    return new String(bytes, from, bytes.length - from, charset);
  }

  private static String sha256(byte[] file) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
