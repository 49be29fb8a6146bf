package io.marketlake.simulate;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The faults that a record can have, each as some real producer has made it. */
enum Corruption {
  TRUNCATED,
  NOT_JSON,
  PRICE_AS_TEXT,
  NEGATIVE_PRICE,
  ZERO_PRICE,
  NOT_A_NUMBER,
  MISSING_FIELD,
  YEAR_2099,
  YEAR_1969,
  NESTED_OBJECT,
  EMPTY_VALUE,
  NULL_VALUE,
  INVALID_UTF8,
  DUPLICATE_KEYS,
  REPEATED_ID;

  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS).build();
  private static final List<String> NO_JSON =
      List.of(
          "<html><body>502 Bad Gateway</body></html>",
          "symbol=AAPL;price=240.11",
          "hello?",
          "AAPL,240.11,100",
          "[]",
          "\"just text\"");

  /** The faults that a feed's records can have. */
  static List<Corruption> of(MarketFeed feed) {
    return Arrays.stream(values())
        .filter(
            fault ->
                switch (fault) {
                  case PRICE_AS_TEXT, NEGATIVE_PRICE, ZERO_PRICE, NOT_A_NUMBER ->
                      feed.priceField() != null;
                  case REPEATED_ID -> feed == MarketFeed.POSTS;
                  default -> true;
                })
        .toList();
  }

  /**
   * The record with this fault; {@link #REPEATED_ID} needs an earlier record and is made where that
   * is known.
   */
  SimulatedEvent apply(MarketFeed feed, SimulatedEvent good, Generator generator) {
    byte[] value = Objects.requireNonNull(good.value(), "a good record has a value");
    return switch (this) {
      case MISSING_FIELD ->
          new SimulatedEvent(good.feed(), null, faulty(feed, value, generator), good.eventTime());
      case REPEATED_ID -> throw new IllegalArgumentException("it is not made from one record");
      default ->
          new SimulatedEvent(
              good.feed(), good.key(), faulty(feed, value, generator), good.eventTime());
    };
  }

  private byte @Nullable [] faulty(MarketFeed feed, byte[] value, Generator generator) {
    return switch (this) {
      case TRUNCATED -> Arrays.copyOf(value, 1 + generator.below(value.length - 1));
      case NOT_JSON -> generator.pick(NO_JSON).getBytes(StandardCharsets.UTF_8);
      case EMPTY_VALUE -> new byte[0];
      case NULL_VALUE -> null;
      case INVALID_UTF8 -> withInvalidBytes(feed, value);
      case DUPLICATE_KEYS -> withRepeatedKey(feed, value);
      default -> withOtherField(feed, value, generator);
    };
  }

  private byte[] withOtherField(MarketFeed feed, byte[] value, Generator generator) {
    String price = feed.priceField() == null ? feed.mainField() : feed.priceField();
    try {
      ObjectNode object = (ObjectNode) JSON.readTree(value);
      switch (this) {
        case PRICE_AS_TEXT ->
            object.put(price, generator.pick(List.of("n/a", "two hundred", "12,5 USD")));
        case NEGATIVE_PRICE -> object.put(price, -object.path(price).doubleValue());
        case ZERO_PRICE -> object.put(price, 0);
        case NOT_A_NUMBER -> object.put(price, Double.NaN);
        case YEAR_2099 -> object.put(feed.timeField(), "2099-12-31T23:59:59.000Z");
        case YEAR_1969 -> object.put(feed.timeField(), "1969-12-31T23:59:59.000Z");
        case NESTED_OBJECT ->
            object.set(price, JSON.createObjectNode().set("value", object.path(price)));
        default -> object.remove(feed.mainField());
      }
      return JSON.writeValueAsBytes(object);
    } catch (IOException e) {
      throw new UncheckedIOException("a good record must be JSON", e);
    }
  }

  /** Two bytes that no UTF-8 text has, at the beginning of the main field's text. */
  private static byte[] withInvalidBytes(MarketFeed feed, byte[] value) {
    String name = "\"" + feed.mainField() + "\":\"";
    int at = new String(value, StandardCharsets.ISO_8859_1).indexOf(name) + name.length();
    byte[] broken = Arrays.copyOf(value, value.length + 2);
    System.arraycopy(value, at, broken, at + 2, value.length - at);
    broken[at] = (byte) 0xC3;
    broken[at + 1] = (byte) 0x28;
    return broken;
  }

  private static byte[] withRepeatedKey(MarketFeed feed, byte[] value) {
    String good = new String(value, StandardCharsets.UTF_8);
    String again = "{\"" + feed.mainField() + "\":\"ZZZZ\",";
    return (again + good.substring(1)).getBytes(StandardCharsets.UTF_8);
  }
}
