package io.marketlake.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.marketlake.error.Errors;
import io.marketlake.schema.EventTimes;
import io.marketlake.schema.EventTimes.EventTime;
import io.marketlake.schema.Feed;
import io.marketlake.schema.Field;
import io.marketlake.schema.FieldType.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a CSV or TSV file with a header -> JSON objects, typed as the feed declares: a cell of a
 * number's field is written as that number to the letter where JSON allows it, {@code true} and
 * {@code false} of a boolean's field in any case, a list's cell is split at spaces, commas and
 * bars; all else is a text. An empty cell is left out; a column that is not declared keeps its name
 * and is a text. A row that has another number of cells than the header, a stray quote or bytes
 * that are not UTF-8 goes as it is.
 */
final class CsvReader implements EventReader {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
  private static final Pattern BETWEEN_ITEMS = Pattern.compile("[\\s,|]+");

  private final LineReader lines;
  private final char delimiter;
  private final List<Column> columns;
  private final List<String> absentFields;
  private final int keyColumn;
  private final int timeColumn;
  private final EventTimes times;
  private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

  private record Column(String name, Kind kind) {}

  private CsvReader(LineReader lines, char delimiter, List<Column> columns, Feed feed) {
    this.lines = lines;
    this.delimiter = delimiter;
    this.columns = columns;
    List<String> names = columns.stream().map(Column::name).toList();
    this.absentFields =
        feed.fields().stream()
            .filter(Field::required)
            .map(Field::name)
            .filter(field -> !names.contains(field))
            .toList();
    this.keyColumn = names.indexOf(feed.key());
    this.timeColumn = names.indexOf(feed.eventTime());
    this.times = new EventTimes(feed.eventTimeField().formats(), feed.zone());
  }

  /** Reads the header and checks that it has the columns to be renamed. */
  static CsvReader open(String file, InputStream in, char delimiter, Feed feed, Renames renames)
      throws IOException {
    LineReader lines = LineReader.ofRows(in, delimiter);
    byte[] first = lines.next();
    if (first == null) {
      throw Errors.unreadableFile(file, "it is empty and has no header row");
    }
    List<String> header = CsvCells.split(new String(first, StandardCharsets.UTF_8), delimiter);
    if (header == null) {
      throw Errors.unreadableFile(file, "its header row has a quote that is not closed");
    }
    List<String> sources = header.stream().map(String::strip).toList();
    for (String source : renames.sources()) {
      if (!sources.contains(source)) {
        throw Errors.badOption(
            "--map " + source + "=" + renames.nameOf(source),
            "the file " + file + " has no column '" + source + "'",
            "name one of " + String.join(", ", sources));
      }
    }
    Map<String, Field> declared =
        feed.fields().stream().collect(Collectors.toMap(Field::name, Function.identity()));
    List<Column> columns = new ArrayList<>();
    Set<String> fields = new HashSet<>();
    for (String source : sources) {
      String name = renames.nameOf(source);
      Field field = declared.get(name);
      if (field != null && !fields.add(name)) {
        throw Errors.unreadableFile(file, "it has two columns for the field " + name);
      }
      columns.add(new Column(name, field == null ? Kind.STRING : field.type().kind()));
    }
    return new CsvReader(lines, delimiter, columns, feed);
  }

  @Override
  public @Nullable FileEvent next() throws IOException {
    byte[] line = lines.next();
    if (line == null) {
      return null;
    }
    List<String> cells = cells(line);
    if (cells == null || cells.size() != columns.size()) {
      return FileEvent.unreadable(line);
    }
    String key = keyColumn < 0 ? "" : cells.get(keyColumn);
    EventTime time = timeColumn < 0 ? null : times.parse(cells.get(timeColumn));
    return FileEvent.of(json(cells), key.isEmpty() ? null : key, time);
  }

  private @Nullable List<String> cells(byte[] line) {
    try {
      return CsvCells.split(utf8.decode(ByteBuffer.wrap(line)).toString(), delimiter);
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private byte[] json(List<String> cells) throws IOException {
    out.reset();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      for (int i = 0; i < cells.size(); i++) {
        String cell = cells.get(i);
        if (!cell.isEmpty()) {
          json.writeFieldName(columns.get(i).name());
          write(json, columns.get(i).kind(), cell);
        }
      }
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator json, Kind kind, String cell) throws IOException {
    switch (kind) {
      case LONG, DOUBLE, DECIMAL -> {
        if (NUMBER.matcher(cell).matches()) {
          json.writeNumber(cell);
        } else {
          json.writeString(cell);
        }
      }
      case BOOLEAN -> {
        switch (cell.strip().toLowerCase(Locale.ROOT)) {
          case "true" -> json.writeBoolean(true);
          case "false" -> json.writeBoolean(false);
          default -> json.writeString(cell);
        }
      }
      case STRINGS -> {
        String[] items =
            Arrays.stream(BETWEEN_ITEMS.split(cell))
                .filter(item -> !item.isEmpty())
                .toArray(String[]::new);
        json.writeArray(items, 0, items.length);
      }
      default -> json.writeString(cell);
    }
  }

  @Override
  public List<String> absentFields() {
    return absentFields;
  }

  @Override
  public Set<String> unusedRenames() {
    return Set.of();
  }
}
