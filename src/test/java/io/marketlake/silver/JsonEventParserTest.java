package io.marketlake.silver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.marketlake.schema.FieldType;
import io.marketlake.schema.TimeFormat;
import io.marketlake.silver.EventShape.Field;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tier: CI. */
class JsonEventParserTest {
  private static final int SYMBOL = 0;
  private static final int PRICE = 1;
  private static final int COUNT = 2;
  private static final int RATIO = 3;
  private static final int OPEN = 4;
  private static final int SETTLED_ON = 5;
  private static final int TAGS = 7;
  private static final int SEEN = 8;

  private static final EventShape SHAPE =
      shape(
          field("symbol", "string", true),
          field("price", "decimal(18,8)", true),
          field("count", "long", false),
          field("ratio", "double", false),
          field("open", "boolean", false),
          field("settled_on", "date", false),
          field("time", "timestamp", true),
          field("tags", "array<string>", false),
          field("seen", "timestamp", false));

  private static final String GOOD =
      "{\"symbol\":\"AAPL\",\"price\":12.5,\"time\":\"2026-03-02T14:30:00Z\"}";

  private final JsonEventParser parser = new JsonEventParser(SHAPE);

  @Test
  void everyDeclaredTypeIsRead() {
    ParsedEvent event =
        parse(
            """
            {"symbol": "AAPL", "price": 12.5, "count": 7, "ratio": -0.25, "open": true,
             "settled_on": "2026-03-04", "time": "2026-03-02T14:30:00.123456Z",
             "tags": ["a", "b"], "seen": 1772461800, "undeclared": {"price": [1, {"x": null}]}}
            """);

    assertThat(event.rules()).isEmpty();
    assertThat(event.value(SYMBOL)).isEqualTo("AAPL");
    assertThat(event.value(PRICE)).isEqualTo(new BigDecimal("12.50000000"));
    assertThat(event.value(COUNT)).isEqualTo(7L);
    assertThat(event.value(RATIO)).isEqualTo(-0.25);
    assertThat(event.value(OPEN)).isEqualTo(true);
    assertThat(event.value(SETTLED_ON)).isEqualTo(LocalDate.of(2026, 3, 4));
    assertThat(event.value(TAGS)).isEqualTo(List.of("a", "b"));
    assertThat(event.value(SEEN)).isEqualTo(Instant.parse("2026-03-02T14:30:00Z"));
    assertThat(time(event)).isEqualTo(Instant.parse("2026-03-02T14:30:00.123456Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "plain words",
        "AAPL,12.5,2026-03-02",
        "{\"symbol\":\"AAPL\",\"pri",
        "{\"symbol\":\"AAPL\"",
        "{\"symbol\":\"AAPL\",}",
        "{'symbol':'AAPL'}",
        "{symbol:\"AAPL\"}",
        "{\"price\":NaN}",
        "{\"price\":Infinity}",
        "{\"price\":-Infinity}",
        "{\"price\":012}",
        "{\"price\":+1}",
        "{\"price\":.5}",
        "{\"symbol\":\"AAPL\" // comment\n}",
        "[]",
        "[{\"symbol\":\"AAPL\"}]",
        "\"AAPL\"",
        "12.5",
        "null",
        "true",
        "{\"symbol\":\"a\nb\"}",
        "{\"symbol\":\"\\x41\"}",
        "\u0000",
      })
  void whatIsNotOneJsonObjectIsMalformed(String value) {
    assertMalformed(parse(value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", " 1", "x", "]", "}", ",", "\u0000"})
  void whatFollowsTheObjectMakesItMalformed(String more) {
    assertMalformed(parse(GOOD + more));
    assertThat(parse(GOOD + " \r\n\t").rules()).as("white space is no content").isEmpty();
  }

  @Test
  void aMissingValueIsMalformed() {
    assertMalformed(parser.parse(null));
    assertThat(parser.parse(null).reasons()).containsExactly("the value is null");
    assertThat(parser.parse(new byte[0]).reasons()).containsExactly("the value is empty");
  }

  @Test
  void onlyUtf8IsRead() {
    assertMalformed(parser.parse(GOOD.replace("AAPL", "Müller").getBytes(ISO_8859_1)));
    assertMalformed(parser.parse(concat(GOOD.getBytes(UTF_8), new byte[] {(byte) 0xff})));
    for (Charset other :
        List.of(UTF_16LE, UTF_16BE, Charset.forName("UTF-32LE"), Charset.forName("UTF-32BE"))) {
      assertMalformed(parser.parse(GOOD.getBytes(other)));
    }
    assertThat(parse("\ufeff" + GOOD).rules()).as("a byte order mark is no content").isEmpty();
    assertThat(parse(GOOD.replace("AAPL", "株式 \uD83D\uDE80")).value(SYMBOL))
        .isEqualTo("株式 \uD83D\uDE80");
  }

  @Test
  void aDeclaredKeyTwiceIsMalformedAndAnUndeclaredOneIsNotLookedAt() {
    assertMalformed(
        parse("{\"symbol\":\"AAPL\",\"price\":1,\"price\":2,\"time\":\"2026-03-02T14:30:00Z\"}"));
    assertMalformed(
        parse("{\"price\":null,\"price\":null,\"symbol\":\"A\",\"time\":\"2026-03-02T14:30Z\"}"));
    assertThat(parse(GOOD.replace("}", ",\"x\":1,\"x\":2}")).rules()).isEmpty();
  }

  @Test
  void halfOfASurrogatePairIsRefused() {
    assertThat(parse(GOOD.replace("AAPL", "\\ud83d")).rules()).containsExactly("symbol.unicode");
    assertThat(parse(GOOD.replace("AAPL", "\\ude80\\ud83d")).rules())
        .containsExactly("symbol.unicode");
    assertThat(parse(GOOD.replace("}", ",\"tags\":[\"a\\ud83d\"]}")).rules())
        .containsExactly("tags.unicode");
    assertThat(parse(GOOD.replace("AAPL", "\\ud83d\\ude80")).value(SYMBOL))
        .isEqualTo("\uD83D\uDE80");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "symbol     | 12.5                  | symbol.type",
        "symbol     | true                  | symbol.type",
        "symbol     | [\"AAPL\"]            | symbol.type",
        "symbol     | {\"name\":\"AAPL\"}   | symbol.type",
        "symbol     | null                  | symbol.required",
        "price      | \"n/a\"               | price.type",
        "price      | \"\"                  | price.type",
        "price      | \"NaN\"               | price.type",
        "price      | \"Infinity\"          | price.type",
        "price      | \"1,000\"             | price.type",
        "price      | false                 | price.type",
        "price      | [1]                   | price.type",
        "price      | {\"amount\":1}        | price.type",
        "price      | null                  | price.required",
        "price      | 1e400                 | price.range",
        "price      | -1e400                | price.range",
        "price      | 1e999999999           | price.range",
        "price      | 1e99999999999         | price.range",
        "price      | 10000000000           | price.range",
        "price      | 9999999999.999999995  | price.range",
        "count      | 9223372036854775808   | count.range",
        "count      | 1e999999999           | count.range",
        "count      | 1.5                   | count.range",
        "count      | 1e-999999999          | count.range",
        "ratio      | 1e400                 | ratio.range",
        "ratio      | 1e999999999           | ratio.range",
        "ratio      | \"NaN\"               | ratio.type",
        "open       | \"true\"              | open.type",
        "open       | 1                     | open.type",
        "settled_on | \"2026-02-30\"        | settled_on.format",
        "settled_on | 20260302              | settled_on.type",
        "time       | \"soon\"              | time.format",
        "time       | \"\"                  | time.format",
        "time       | 1772461800123456789   | time.format",
        "time       | 1e999999999           | time.format",
        "time       | 1e99999999999         | time.range",
        "time       | true                  | time.type",
        "time       | {}                    | time.type",
        "time       | null                  | time.required",
        "tags       | \"a,b\"               | tags.type",
        "tags       | [1]                   | tags.type",
        "tags       | [\"a\", null]         | tags.type",
        "tags       | [[\"a\"]]             | tags.type",
      })
  void aFieldThatIsNotAsDeclaredIsNamedWithTheReason(String field, String value, String rule) {
    ParsedEvent event =
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> parse(with(field, value)));

    assertThat(event.isMalformed()).isFalse();
    assertThat(event.rules()).containsExactly(rule);
    assertThat(event.reasons()).hasSize(1).first().asString().startsWith(field + " ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"symbol", "price", "time"})
  void aRequiredFieldThatIsNotThereIsNamed(String field) {
    ParsedEvent event = parse(with(field, null));

    assertThat(event.rules()).containsExactly(field + ".required");
    assertThat(event.reasons()).containsExactly(field + " is missing");
  }

  @Test
  void theEventTimeIsRequiredEvenWhereItIsNotDeclaredSo() {
    JsonEventParser lenient = new JsonEventParser(shape(field("time", "timestamp", false)));

    assertThat(lenient.parse("{}".getBytes(UTF_8)).rules()).containsExactly("time.required");
  }

  @Test
  void aFieldIsMissedEvenWhereAnotherThatBeginsWithItsNameFailed() {
    JsonEventParser dotted =
        new JsonEventParser(
            shape(
                field("a.b", "long", true),
                field("a", "long", true),
                field("time", "timestamp", false)));

    assertThat(dotted.parse("{\"a.b\":\"x\",\"time\":0}".getBytes(UTF_8)).rules())
        .containsExactly("a.b.type", "a.required");
  }

  @Test
  void allFailuresOfARecordAreNamedAndNotOnlyTheFirst() {
    ParsedEvent event =
        parse(
            "{\"price\":\"n/a\",\"count\":1.5,\"open\":\"yes\",\"time\":\"soon\",\"tags\":[\"ok\"]}");

    assertThat(event.rules())
        .containsExactly(
            "price.type", "count.range", "open.type", "time.format", "symbol.required");
    assertThat(event.reasons()).hasSameSizeAs(event.rules()).doesNotContainNull();
    assertThat(event.value(TAGS)).as("what could be read").isEqualTo(List.of("ok"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-1             | -1.00000000",
        "0              | 0.00000000",
        "0e999999999    | 0.00000000",
        "0e-999999999   | 0.00000000",
        "1e-999999999   | 0.00000000",
        "5e-9           | 0.00000000",
        "9e-9           | 0.00000001",
        "1.5e1          | 15.00000000",
        "\"12.5\"       | 12.50000000",
        "\" 12.5 \"     | 12.50000000",
        "9999999999.99999999 | 9999999999.99999999",
        "1.000000005    | 1.00000000",
        "1.000000015    | 1.00000002",
      })
  void decimalsAreTakenAsTheyAreAndFinerOnesAreRoundedHalfEven(String value, BigDecimal price) {
    ParsedEvent event =
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> parse(with("price", value)));

    assertThat(event.rules()).isEmpty();
    assertThat(event.value(PRICE)).isEqualTo(price);
  }

  @Test
  void anIntegerIsATextWhereATextIsDeclaredAndATextANumber() {
    assertThat(parse(with("symbol", "5930")).value(SYMBOL)).isEqualTo("5930");
    assertThat(parse(with("symbol", "123456789012345678901234567890")).value(SYMBOL))
        .isEqualTo("123456789012345678901234567890");
    assertThat(parse(with("count", "\"42\"")).value(COUNT)).isEqualTo(42L);
    assertThat(parse(with("count", "42.0")).value(COUNT)).isEqualTo(42L);
    assertThat(parse(with("ratio", "1e-400")).value(RATIO)).isEqualTo(0.0);
  }

  @Test
  void monstrousTimesAreDecidedAtOnce() {
    for (String value : List.of("1e-999999999", "-1e-999999999", "0e-999999999")) {
      ParsedEvent event =
          assertTimeoutPreemptively(Duration.ofSeconds(5), () -> parse(with("time", value)));

      assertThat(time(event)).isEqualTo(Instant.EPOCH);
    }
  }

  @Test
  void aLongNumberIsRefusedAndItsReasonIsShort() {
    ParsedEvent long101 = parse(with("price", "1".repeat(101)));
    ParsedEvent million = parse(with("price", "\"" + "1".repeat(1_000_000) + "\""));
    ParsedEvent endless = parse(with("undeclared", "1".repeat(1_000_000)));

    assertThat(long101.rules()).containsExactly("price.range");
    assertThat(million.rules()).containsExactly("price.range");
    assertThat(million.reasons().get(0)).hasSizeLessThan(300);
    assertMalformed(endless);
  }

  @Test
  void aMegabyteOfTextIsATextLikeAnyOther() {
    String text = "é".repeat(500_000);

    assertThat(parse(with("symbol", "\"" + text + "\"")).value(SYMBOL)).isEqualTo(text);
    assertThat(parse(with("time", "\"" + text + "\"")).reasons().get(0)).hasSizeLessThan(300);
    assertThat(parse(with("price", "\"" + text + "\"")).reasons().get(0)).hasSizeLessThan(300);
    assertMalformed(parse("x".repeat(1_000_000)));
    assertThat(parse("x".repeat(1_000_000)).reasons().get(0)).hasSizeLessThan(300);
  }

  @Test
  void deepNestingIsMalformedAndTakesNoTime() {
    for (String field : List.of("undeclared", "symbol", "tags")) {
      for (String open : List.of("[", "{\"a\":")) {
        ParsedEvent event =
            assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> parse(with(field, open.repeat(100_000))));
        assertMalformed(event);
      }
    }
    assertMalformed(parse("[".repeat(100_000)));
    assertThat(parse(with("undeclared", "[".repeat(500) + "]".repeat(500))).rules()).isEmpty();
  }

  /**
   * Jackson's table of names hashes all blocks of four bytes after the twelfth alike in any order,
   * and by default throws what is no JSON error once it holds too many equal hashes.
   */
  @Test
  void namesMadeToCollideStopNothing() {
    List<String> blocks = new ArrayList<>(List.of("abcd", "efgh", "ijkl", "mnop", "qrst", "uvwx"));
    blocks.addAll(List.of("yzAB", "CDEF", "GHIJ"));
    Random random = new Random(1);
    StringBuilder value = new StringBuilder(GOOD.substring(0, GOOD.length() - 1));
    for (int i = 0; i < 20_000; i++) {
      Collections.shuffle(blocks, random);
      value.append(",\"prefix of 12").append(String.join("", blocks)).append("\":1");
    }

    ParsedEvent event =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> parse(value.append("}").toString()));

    assertThat(event.rules()).isEmpty();
  }

  @Test
  void aReasonIsCutBetweenCharacters() {
    for (int i = 190; i < 210; i++) {
      String text = "x".repeat(i) + "\uD83D\uDE80".repeat(50);
      String reason = parse(with("time", "\"" + text + "\"")).reasons().get(0);

      assertThat(UTF_8.newEncoder().canEncode(reason)).isTrue();
    }
  }

  @Property
  void anyBytesGiveEitherValuesOrReasons(@ForAll byte[] value) {
    assertValuesOrReasons(parser.parse(value));
  }

  @Property(tries = 3000)
  void anyDamageToAGoodEventGivesEitherValuesOrReasons(@ForAll("damaged") byte[] value) {
    assertValuesOrReasons(parser.parse(value));
  }

  @Provide
  Arbitrary<byte[]> damaged() {
    byte[] good =
        """
        {"symbol":"é\\u00e9","price":-12.5e1,"count":"7","ratio":1e-3,"open":true,"tags":["a"],
        "settled_on":"2026-03-04","time":"2026-03-02 14:30:00","seen":1772461800123,"x":{"y":[null]}}
        """
            .strip()
            .getBytes(UTF_8);
    Arbitrary<Integer> at = Arbitraries.integers().between(0, good.length - 1);
    Arbitrary<byte[]> piece =
        Arbitraries.oneOf(
            Arbitraries.bytes().array(byte[].class).ofMaxSize(3),
            Arbitraries.of("\"", "{", "}", "[", "]", ",", ":", "\\", "null", "1e9", "-", "\\ud800")
                .map(s -> s.getBytes(UTF_8)));
    return Combinators.combine(at, at, piece)
        .as(
            (a, b, insert) ->
                concat(
                    Arrays.copyOf(good, Math.min(a, b)),
                    insert,
                    Arrays.copyOfRange(
                        good, Math.max(a, b) - Math.min(a, b) > 8 ? a : b, good.length)));
  }

  @Property
  void anyGoodTickIsReadBackExactly(
      @ForAll @StringLength(max = 30) String symbol,
      @ForAll @BigRange(min = "-9999999999.99999999", max = "9999999999.99999999") @Scale(8)
          BigDecimal price,
      @ForAll @LongRange(min = -62135596800000000L, max = 253402300799999999L) long micros,
      @ForAll boolean asText,
      @ForAll boolean plain) {
    String text = new String(symbol.getBytes(UTF_8), UTF_8);
    Instant time = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    String number = plain ? price.toPlainString() : price.toString();

    ParsedEvent event =
        parse(
            "{\"time\":\""
                + time
                + "\",\"price\":"
                + (asText ? "\"" + number + "\"" : number)
                + ",\"symbol\":"
                + quoted(text)
                + "}");

    assertThat(event.rules()).isEmpty();
    assertThat(event.value(SYMBOL)).isEqualTo(text);
    assertThat(event.value(PRICE)).isEqualTo(price.setScale(8));
    assertThat(time(event)).isEqualTo(time);
  }

  private static void assertValuesOrReasons(ParsedEvent event) {
    assertThat(event.reasons()).hasSameSizeAs(event.rules());
    if (event.rules().isEmpty()) {
      assertThat(event.value(SYMBOL)).isNotNull();
      assertThat(event.value(PRICE)).isNotNull();
      assertThat(event.time()).isNotNull();
    }
    if (event.isMalformed()) {
      assertThat(event.rules()).containsExactly("json");
    }
  }

  private static void assertMalformed(ParsedEvent event) {
    assertThat(event.isMalformed()).isTrue();
    assertThat(event.rules()).containsExactly("json");
    assertThat(event.reasons()).hasSize(1).first().asString().isNotBlank();
    for (int i = 0; i < SHAPE.fields().size(); i++) {
      assertThat(event.value(i)).isNull();
    }
    assertThat(event.time()).isNull();
  }

  private ParsedEvent parse(String value) {
    return parser.parse(value.getBytes(UTF_8));
  }

  private static Instant time(ParsedEvent event) {
    return Objects.requireNonNull(event.time()).instant();
  }

  /** The good event with one field's value replaced, or left out for null. */
  private static String with(String field, @Nullable String value) {
    StringBuilder json = new StringBuilder("{\"z\":0");
    for (String[] given :
        new String[][] {
          {"symbol", "\"AAPL\""}, {"price", "12.5"}, {"time", "\"2026-03-02T14:30:00Z\""}
        }) {
      if (!given[0].equals(field)) {
        json.append(",\"").append(given[0]).append("\":").append(given[1]);
      }
    }
    if (value != null) {
      json.append(",\"").append(field).append("\":").append(value);
    }
    return json.append("}").toString();
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  private static byte[] concat(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private static EventShape shape(Field... fields) {
    return new EventShape(List.of(fields), "time", ZoneOffset.UTC, Duration.ZERO);
  }

  private static Field field(String name, String type, boolean required) {
    return new Field(
        name,
        name,
        FieldType.named(type).orElseThrow(),
        required,
        List.of(TimeFormat.ISO, TimeFormat.LOCAL, TimeFormat.EPOCH));
  }
}
