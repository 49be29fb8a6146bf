package io.marketlake.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.marketlake.schema.EventTimes;
import io.marketlake.schema.EventTimes.EventTime;
import io.marketlake.schema.Feed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lines with a JSON object each -> the same bytes, but for the names of renamed keys. A line that
 * is no JSON object goes as it is.
 */
final class JsonLineReader implements EventReader {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int LONGEST_NUMBER = 100;

  private final LineReader lines;
  private final Renames renames;
  private final Set<String> unused;
  private final String keyField;
  private final String timeField;
  private final EventTimes times;

  JsonLineReader(LineReader lines, Feed feed, Renames renames) {
    this.lines = lines;
    this.renames = renames;
    this.unused = new HashSet<>(renames.sources());
    this.keyField = feed.key();
    this.timeField = feed.eventTime();
    this.times = new EventTimes(feed.eventTimeField().formats(), feed.zone());
  }

  @Override
  public @Nullable FileEvent next() throws IOException {
    byte[] line = lines.next();
    if (line == null) {
      return null;
    }
    try {
      FileEvent event = read(line);
      return event == null ? FileEvent.unreadable(line) : event;
    } catch (JsonProcessingException e) {
      return FileEvent.unreadable(line);
    }
  }

  private @Nullable FileEvent read(byte[] line) throws IOException {
    Renamed renamed = new Renamed(line);
    String key = null;
    EventTime time = null;
    try (JsonParser json = JSON.createParser(line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      for (String source = json.nextFieldName(); source != null; source = json.nextFieldName()) {
        String name = renames.nameOf(source);
        if (!name.equals(source)) {
          renamed.put(json.getTokenLocation().getByteOffset(), name);
          unused.remove(source);
        }
        JsonToken value = json.nextToken();
        if (name.equals(keyField) && value.isScalarValue() && value != JsonToken.VALUE_NULL) {
          key = json.getText();
        }
        if (name.equals(timeField)) {
          time = time(json, value);
        }
        json.skipChildren();
      }
      if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
        return null;
      }
    }
    return FileEvent.of(renamed.bytes(), key, time);
  }

  private @Nullable EventTime time(JsonParser json, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_STRING) {
      return times.parse(json.getText());
    }
    return value.isNumeric() && json.getTextLength() <= LONGEST_NUMBER
        ? times.parse(json.getDecimalValue())
        : null;
  }

  @Override
  public List<String> absentFields() {
    return List.of();
  }

  @Override
  public Set<String> unusedRenames() {
    return Set.copyOf(unused);
  }

  /** A line some of whose keys are written anew; all else stays to the letter. */
  private static final class Renamed {
    private final byte[] line;
    private @Nullable ByteArrayOutputStream out;
    private int copied;

    Renamed(byte[] line) {
      this.line = line;
    }

    void put(long openingQuote, String name) {
      ByteArrayOutputStream target = out;
      if (target == null) {
        target = new ByteArrayOutputStream(line.length + 16);
        out = target;
      }
      target.write(line, copied, (int) openingQuote - copied);
      target.write('"');
      target.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(name));
      target.write('"');
      copied = closingQuote((int) openingQuote) + 1;
    }

    private int closingQuote(int openingQuote) {
      int at = openingQuote + 1;
      while (line[at] != '"') {
        at += line[at] == '\\' ? 2 : 1;
      }
      return at;
    }

    byte[] bytes() {
      ByteArrayOutputStream target = out;
      if (target == null) {
        return line;
      }
      target.write(line, copied, line.length - copied);
      return target.toByteArray();
    }
  }
}
