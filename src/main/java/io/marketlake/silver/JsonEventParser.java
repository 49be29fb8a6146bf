package io.marketlake.silver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.marketlake.schema.EventTimes;
import io.marketlake.schema.EventTimes.EventTime;
import io.marketlake.schema.FieldType.Kind;
import io.marketlake.silver.EventShape.Field;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a value as the JSON object that a feed declares. It never throws for what a producer sent:
 * every deviation is a named failure, and all of a record are named.
 *
 * <p>Accepted, beyond the plain: a number written as a text ({@code "12.5"}), an integer where a
 * text is declared (ids), fields that are not declared (ignored, even twice), decimals finer than
 * declared (rounded half-even), a byte order mark. Not accepted: anything but one JSON object in
 * UTF-8, a declared key twice, an event without its time, a number that is not finite, does not fit
 * or has more than 100 digits, halves of surrogate pairs, nesting deeper than 1,000.
 */
final class JsonEventParser {
  // Names come from outside: they are not interned, and no choice of them makes Jackson throw.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .build();

  private final List<Field> fields;
  private final Map<String, Integer> positions = new HashMap<>();
  private final EventTimes[] times;
  private final int eventTime;

  JsonEventParser(EventShape shape) {
    this.fields = shape.fields();
    this.times = new EventTimes[fields.size()];
    int timeField = -1;
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      positions.put(field.name(), i);
      times[i] = new EventTimes(field.formats(), shape.zone());
      if (shape.isEventTime(field)) {
        timeField = i;
      }
    }
    this.eventTime = timeField;
  }

  ParsedEvent parse(byte @Nullable [] value) {
    ParsedEvent event = new ParsedEvent(fields.size());
    if (value == null) {
      event.malformed("the value is null");
    } else if (value.length == 0) {
      event.malformed("the value is empty");
    } else if (!isUtf8(value)) {
      event.malformed("the value is not UTF-8");
    } else {
      read(value, event);
    }
    return event;
  }

  private void read(byte[] value, ParsedEvent event) {
    boolean[] seen = new boolean[fields.size()];
    boolean[] given = new boolean[fields.size()];
    try (JsonParser json = JSON.createParser(value)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        event.malformed("the value is not a JSON object");
        return;
      }
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        JsonToken token = json.nextToken();
        Integer position = positions.get(name);
        if (position == null) {
          json.skipChildren();
        } else if (seen[position]) {
          event.malformed("the key " + name + " is there twice");
          return;
        } else {
          seen[position] = true;
          given[position] = token != JsonToken.VALUE_NULL;
          readField(json, token, position, event);
        }
      }
      if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
        event.malformed("something follows the JSON object");
        return;
      }
    } catch (JsonProcessingException e) {
      event.malformed(FieldValues.shortened(e.getOriginalMessage()));
      return;
    } catch (IOException e) {
      event.malformed(FieldValues.shortened(String.valueOf(e.getMessage())));
      return;
    }
    for (int i = 0; i < given.length; i++) {
      if (!given[i] && (fields.get(i).required() || i == eventTime)) {
        String name = fields.get(i).name();
        event.fail(name + ".required", name + " is missing");
      }
    }
  }

  private void readField(JsonParser json, JsonToken token, int position, ParsedEvent event)
      throws IOException {
    if (token == JsonToken.VALUE_NULL) {
      return;
    }
    Field field = fields.get(position);
    Kind kind = field.type().kind();
    if (kind == Kind.STRINGS && token == JsonToken.START_ARRAY) {
      readStrings(json, field, position, event);
    } else if (token.isStructStart()) {
      json.skipChildren();
      wrongType(field, token, event);
    } else {
      readScalar(json, token, field, position, event);
    }
  }

  private void readScalar(
      JsonParser json, JsonToken token, Field field, int position, ParsedEvent event)
      throws IOException {
    boolean text = token == JsonToken.VALUE_STRING;
    boolean number = token.isNumeric();
    switch (field.type().kind()) {
      case STRING -> {
        if (text || token == JsonToken.VALUE_NUMBER_INT) {
          event.set(position, FieldValues.wellFormed(json.getText(), field, event));
        } else {
          wrongType(field, token, event);
        }
      }
      case BOOLEAN -> {
        if (token.isBoolean()) {
          event.set(position, json.getBooleanValue());
        } else {
          wrongType(field, token, event);
        }
      }
      case DATE -> {
        if (text) {
          event.set(position, FieldValues.date(json.getText(), field, event));
        } else {
          wrongType(field, token, event);
        }
      }
      case TIMESTAMP -> {
        if (text || number) {
          readTime(json, text, field, position, event);
        } else {
          wrongType(field, token, event);
        }
      }
      case LONG, DOUBLE, DECIMAL -> {
        if (text || number) {
          BigDecimal amount = FieldValues.number(json.getText(), text, field, event);
          if (amount != null) {
            event.set(position, FieldValues.fitted(amount, field, event));
          }
        } else {
          wrongType(field, token, event);
        }
      }
      default -> wrongType(field, token, event);
    }
  }

  private void readStrings(JsonParser json, Field field, int position, ParsedEvent event)
      throws IOException {
    List<@Nullable String> texts = new ArrayList<>();
    boolean good = true;
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      if (token == JsonToken.VALUE_STRING) {
        texts.add(FieldValues.wellFormed(json.getText(), field, event));
      } else {
        good = false;
        json.skipChildren();
      }
    }
    if (good) {
      event.set(position, texts);
    } else {
      event.fail(field.name() + ".type", field.name() + " is an array of other things than texts");
    }
  }

  private void readTime(JsonParser json, boolean text, Field field, int position, ParsedEvent event)
      throws IOException {
    BigDecimal number = text ? null : FieldValues.number(json.getText(), false, field, event);
    if (!text && number == null) {
      return;
    }
    EventTime time =
        number == null ? times[position].parse(json.getText()) : times[position].parse(number);
    if (time == null) {
      event.fail(
          field.name() + ".format",
          field.name()
              + " is "
              + FieldValues.shortened(json.getText())
              + ", in none of the accepted formats "
              + times[position].accepted());
    } else if (position == eventTime) {
      event.setTime(time);
    } else {
      event.set(position, time.instant());
    }
  }

  private static void wrongType(Field field, JsonToken token, ParsedEvent event) {
    String found =
        switch (token) {
          case START_OBJECT -> "an object";
          case START_ARRAY -> "an array";
          case VALUE_TRUE, VALUE_FALSE -> "a boolean";
          case VALUE_STRING -> "a text";
          default -> "a number";
        };
    event.fail(
        field.name() + ".type",
        field.name() + " is " + found + " instead of " + field.type().dataType().simpleString());
  }

  private static boolean isUtf8(byte[] value) {
    if (value[0] == 0 || (value.length > 1 && value[1] == 0)) {
      // No JSON begins so in UTF-8, but Jackson would read it as UTF-16 or UTF-32.
      return false;
    }
    for (byte b : value) {
      if (b < 0) {
        try {
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value));
          return true;
        } catch (CharacterCodingException e) {
          return false;
        }
      }
    }
    return true;
  }
}
