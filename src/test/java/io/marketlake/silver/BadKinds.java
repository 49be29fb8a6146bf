package io.marketlake.silver;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which a good record of a feed is made bad, each with the rules that it then breaks.
 */
final class BadKinds {
  private static final JsonMapper JSON = new JsonMapper();

  /** A way to break a record. */
  record Kind(String name, List<String> broken, UnaryOperator<byte @Nullable []> fault) {}

  private BadKinds() {}

  /** The kinds of a feed. */
  static List<Kind> of(String feed) {
    List<Kind> kinds = new ArrayList<>(ofAnyFeed(feed));
    kinds.addAll(
        switch (feed) {
          case "ticks" -> ofTicks();
          case "trades" -> ofTrades();
          case "news" -> ofNews();
          default -> ofPosts();
        });
    return kinds.stream()
        .map(kind -> new Kind(feed + ": " + kind.name(), kind.broken(), kind.fault()))
        .toList();
  }

  private static List<Kind> ofAnyFeed(String feed) {
    String time =
        switch (feed) {
          case "news" -> "Date";
          case "posts" -> "created_at";
          default -> "timestamp";
        };
    return List.of(
        bytes("truncated", value -> Arrays.copyOf(value, value.length / 2)),
        bytes("no JSON", value -> "<html>502 Bad Gateway</html>".getBytes(UTF_8)),
        bytes("a line of CSV", value -> "AAPL,1.5,100".getBytes(UTF_8)),
        bytes("an array", value -> ("[" + text(value) + "]").getBytes(UTF_8)),
        bytes("a text", value -> "\"hello\"".getBytes(UTF_8)),
        bytes("empty", value -> new byte[0]),
        bytes("null", value -> null),
        bytes("blanks", value -> "  \n ".getBytes(UTF_8)),
        bytes("no UTF-8", BadKinds::withInvalidByte),
        bytes("UTF-16", value -> text(value).getBytes(UTF_16LE)),
        bytes("two objects", value -> (text(value) + text(value)).getBytes(UTF_8)),
        bytes("a stray comma", value -> text(value).replaceFirst(",", ",,").getBytes(UTF_8)),
        bytes(
            "deep nesting",
            value -> ("{\"a\":" + "[".repeat(2000) + "]".repeat(2000) + "}").getBytes(UTF_8)),
        bytes(
            "a key twice",
            value ->
                text(value)
                    .replaceFirst("\\{", "{\"" + time + "\":\"2026-03-02T14:30:00Z\",")
                    .getBytes(UTF_8)),
        field("no time", time + ".required", event -> event.remove(time)),
        field("time is null", time + ".required", event -> event.putNull(time)),
        field("time is a word", time + ".format", event -> event.put(time, "yesterday")),
        field("30 February", time + ".format", event -> event.put(time, "2026-02-30T10:00:00Z")),
        field("an American date", time + ".format", event -> event.put(time, "03/02/2026 14:30")),
        field("nanoseconds", time + ".format", event -> event.put(time, 1772461800000000000L)),
        field("time is a boolean", time + ".type", event -> event.put(time, true)),
        field("1969", "time-is-after-1970", event -> event.put(time, "1969-12-31T23:59:59Z")),
        field(
            "2099",
            "time-is-not-ahead-of-kafka",
            event -> event.put(time, "2099-01-01T00:00:00Z")));
  }

  private static List<Kind> ofTicks() {
    List<Kind> kinds = new ArrayList<>(ofPrices("symbol"));
    kinds.add(field("negative volume", "volume-is-not-negative", e -> e.put("volume", -1)));
    return kinds;
  }

  private static List<Kind> ofTrades() {
    List<Kind> kinds = new ArrayList<>(ofPrices("ticker"));
    kinds.add(field("no volume traded", "volume-is-positive", e -> e.put("volume", 0)));
    kinds.add(field("a third side", "action-is-known", e -> e.put("action", "HOLD")));
    kinds.add(field("exchange is an object", "exchange.type", e -> e.putObject("exchange")));
    return kinds;
  }

  private static List<Kind> ofPrices(String symbol) {
    return List.of(
        bytes("NaN", value -> withPrice(value, "NaN")),
        bytes("infinite", value -> withPrice(value, "-Infinity")),
        field("price is a word", "price.type", e -> e.put("price", "n/a")),
        field("price is a boolean", "price.type", e -> e.put("price", false)),
        field("price is an object", "price.type", e -> e.putObject("price").put("value", 1)),
        field("price is a list", "price.type", e -> e.putArray("price").add(1)),
        field("price is too large", "price.range", e -> e.put("price", BigInteger.TEN.pow(30))),
        bytes("price of 101 digits", "price.range", value -> withPrice(value, "1".repeat(101))),
        field("no price", "price.required", e -> e.remove("price")),
        field("price is null", "price.required", e -> e.putNull("price")),
        field("price is zero", "price-is-positive", e -> e.put("price", 0)),
        field("price is nearly zero", "price-is-positive", e -> e.put("price", 1e-9)),
        field("price is negative", "price-is-positive", e -> e.put("price", -1.5)),
        field("volume is a list", "volume.type", e -> e.putArray("volume")),
        field("no volume", "volume.required", e -> e.remove("volume")),
        field("no symbol", symbol + ".required", e -> e.remove(symbol)),
        field("symbol is blank", "symbol-is-a-symbol", e -> e.put(symbol, "  ")),
        field("symbol is two words", "symbol-is-a-symbol", e -> e.put(symbol, "BRK B")),
        field("symbol is long", "symbol-is-a-symbol", e -> e.put(symbol, "A".repeat(21))),
        field("symbol is a boolean", symbol + ".type", e -> e.put(symbol, true)),
        field("price and volume", List.of("price.type", "volume.required"), BadKinds::bothGone));
  }

  private static void bothGone(ObjectNode event) {
    event.put("price", "?");
    event.remove("volume");
  }

  private static List<Kind> ofNews() {
    return List.of(
        field("blank headline", "headline-is-not-blank", e -> e.put("Headline", "")),
        field("no headline", "Headline.required", e -> e.remove("Headline")),
        field("a document", "headline-is-not-a-document", e -> e.put("Headline", "x".repeat(5001))),
        field("volume is a word", "Trading_Volume.type", e -> e.put("Trading_Volume", "many")),
        field("negative volume", "volume-is-not-negative", e -> e.put("Trading_Volume", -5)));
  }

  private static List<Kind> ofPosts() {
    return List.of(
        field("blank id", "id-is-not-blank", e -> e.put("id", " ")),
        field("no id", "id.required", e -> e.remove("id")),
        field("blank text", "text-is-not-blank", e -> e.put("text", " ")),
        field("no text", "text.required", e -> e.remove("text")),
        field("text is a list", "text.type", e -> e.putArray("text").add("a")),
        field("a document", "text-is-not-a-document", e -> e.put("text", "x".repeat(20_001))),
        field("symbols are numbers", "symbols.type", e -> e.putArray("symbols").add(1)));
  }

  private static Kind bytes(String name, UnaryOperator<byte @Nullable []> fault) {
    return bytes(name, "json", fault);
  }

  private static Kind bytes(String name, String broken, UnaryOperator<byte @Nullable []> fault) {
    return new Kind(name, List.of(broken), fault);
  }

  private static Kind field(String name, String broken, Consumer<ObjectNode> change) {
    return field(name, List.of(broken), change);
  }

  private static Kind field(String name, List<String> broken, Consumer<ObjectNode> change) {
    return new Kind(
        name,
        broken,
        value -> {
          try {
            JsonNode event = JSON.readTree(value);
            change.accept((ObjectNode) event);
            return JSON.writeValueAsBytes(event);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static String text(byte @Nullable [] value) {
    return value == null ? "" : new String(value, UTF_8);
  }

  private static byte[] withPrice(byte @Nullable [] value, String price) {
    return text(value).replaceFirst("\"price\":[^,}]*", "\"price\":" + price).getBytes(UTF_8);
  }

  private static byte[] withInvalidByte(byte @Nullable [] value) {
    byte[] broken = text(value).getBytes(UTF_8);
    broken[broken.length / 2] = (byte) 0xFE;
    return broken;
  }
}
