package io.marketlake.silver;

import static io.marketlake.silver.SilverRun.KAFKA_TIME;
import static io.marketlake.silver.SilverRun.failedRules;
import static io.marketlake.silver.SilverRun.feed;
import static io.marketlake.silver.SilverRun.reasons;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import io.marketlake.error.PipelineException;
import io.marketlake.schema.Expectation;
import io.marketlake.schema.Feed;
import io.marketlake.schema.Field;
import io.marketlake.schema.FieldType;
import io.marketlake.schema.KnownAt;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.Rule;
import io.marketlake.schema.TimeFormat;
import io.marketlake.silver.SilverRun.Outcome;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tier: CI. */
class SilverStagesTest {
  private static final String NOW = "\"2026-03-02T15:30:00Z\"";

  /** A record and the rules that it should break; none where it should be accepted. */
  private static final class Case {
    private final String name;
    private final String feed;
    private final byte @Nullable [] value;
    private final List<String> broken;

    Case(String name, String feed, byte @Nullable [] value, List<String> broken) {
      this.name = name;
      this.feed = feed;
      this.value = value;
      this.broken = broken;
    }
  }

  private static Case good(String name, String feed, String value) {
    return bad(name, feed, value);
  }

  private static Case bad(String name, String feed, String value, String... broken) {
    return new Case(name, feed, value.getBytes(UTF_8), List.of(broken));
  }

  private static String tick(String symbol, String price, String volume, String time) {
    return "{\"symbol\":%s,\"price\":%s,\"volume\":%s,\"timestamp\":%s}"
        .formatted(symbol, price, volume, time);
  }

  private static String trade(String volume, String action) {
    return "{\"ticker\":\"IBM\",\"price\":1,\"volume\":%s,\"timestamp\":%s,\"action\":%s}"
        .formatted(volume, NOW, action);
  }

  private static String post(String id, String text, String more) {
    return "{\"id\":%s,\"created_at\":%s,\"text\":\"%s\"%s}".formatted(id, NOW, text, more);
  }

  private static String news(String date, String headline) {
    return "{\"Date\":%s,\"Headline\":\"%s\"}".formatted(date, headline);
  }

  private static List<Case> mixedBag() {
    String tick = tick("\"AAPL\"", "1.5", "1", NOW);
    byte[] notUtf8 = tick.getBytes(UTF_8);
    notUtf8[12] = (byte) 0xfe;
    return List.of(
        good("a tick", "ticks", tick),
        good("an unknown symbol", "ticks", tick("\"ZZZZ.X\"", "1", "0", NOW)),
        good("a symbol in small letters", "ticks", tick("\" brk.b \"", "1", "1", NOW)),
        good("numbers as texts", "ticks", tick("\"A\"", "\"1\"", "\"1\"", "\"1772461800\"")),
        good("a tick of 1970", "ticks", tick("\"A\"", "1", "1", "0")),
        good("5 minutes ahead of Kafka", "ticks", tick("\"A\"", "1", "1", "\"2026-03-02 15:40\"")),
        bad("not JSON", "ticks", "AAPL,1.5", "json"),
        bad("truncated", "ticks", tick.substring(0, 40), "json"),
        bad("NaN", "ticks", tick("\"A\"", "NaN", "1", NOW), "json"),
        bad("infinite", "ticks", tick("\"A\"", "-Infinity", "1", NOW), "json"),
        bad("duplicate keys", "ticks", tick.replace("}", ",\"price\":2}"), "json"),
        bad("deep nesting", "ticks", "{\"symbol\":" + "[".repeat(100_000), "json"),
        bad("1 MB", "ticks", "x".repeat(1 << 20), "json"),
        good(
            "1 MB in a field that no table has",
            "ticks",
            tick.replace("}", ",\"note\":\"" + "x".repeat(1 << 20) + "\"}")),
        bad("empty", "ticks", "", "json"),
        new Case("null", "ticks", null, List.of("json")),
        new Case("not UTF-8", "ticks", notUtf8, List.of("json")),
        bad("wrong type", "ticks", tick("\"A\"", "true", "1", NOW), "price.type"),
        bad("too large", "ticks", tick("\"A\"", "1e400", "1", NOW), "price.range"),
        bad(
            "nanoseconds",
            "ticks",
            tick("\"A\"", "1", "1", "1772461800000000000"),
            "timestamp.format"),
        bad("zero price", "ticks", tick("\"A\"", "0", "1", NOW), "price-is-positive"),
        bad("nearly zero price", "ticks", tick("\"A\"", "1e-9", "1", NOW), "price-is-positive"),
        bad("negative price", "ticks", tick("\"A\"", "-1", "1", NOW), "price-is-positive"),
        bad("negative volume", "ticks", tick("\"A\"", "1", "-1", NOW), "volume-is-not-negative"),
        bad("blank symbol", "ticks", tick("\"  \"", "1", "1", NOW), "symbol-is-a-symbol"),
        bad(
            "before 1970",
            "ticks",
            tick("\"A\"", "1", "1", "\"1969-12-31T23:59:59.999999Z\""),
            "time-is-after-1970"),
        bad(
            "ahead of Kafka",
            "ticks",
            tick("\"A\"", "1", "1", "\"2026-03-02T15:40:00.000001Z\""),
            "time-is-not-ahead-of-kafka"),
        bad(
            "nothing there",
            "ticks",
            "{}",
            "symbol.required",
            "price.required",
            "volume.required",
            "timestamp.required"),
        bad(
            "much at once",
            "ticks",
            tick("\"?\"", "\"n/a\"", "-1", "4070908800"),
            "price.type",
            "symbol-is-a-symbol",
            "time-is-not-ahead-of-kafka",
            "volume-is-not-negative"),
        good("a trade", "trades", trade("1", "\"buy\"")),
        good("a trade of unknown side", "trades", trade("1", "null")),
        bad("no volume", "trades", trade("0", "\"SELL\""), "volume-is-positive"),
        bad("a third side", "trades", trade("1", "\"HOLD\""), "action-is-known"),
        good("news of a day", "news", news("\"2026-03-02\"", "Shares rise")),
        good("news by epoch", "news", news("\"1772461800\"", "Shares rise")),
        bad("news of tomorrow", "news", news("\"2026-03-03\"", "x"), "time-is-not-ahead-of-kafka"),
        bad("a blank headline", "news", news(NOW, " "), "headline-is-not-blank"),
        bad("a document", "news", news(NOW, "x".repeat(5001)), "headline-is-not-a-document"),
        good("a post", "posts", post("\"p1\"", "long $aapl, $BRK.B. and $AAPL; not US$ or $5", "")),
        good("a post with symbols", "posts", post("2", "on $IBM", ",\"symbols\":[\"X\",\"X\"]")),
        bad(
            "1 MB of text",
            "posts",
            post("\"p2\"", "x".repeat(1 << 20), ""),
            "text-is-not-a-document"),
        bad("a blank id", "posts", post("\" \"", "x", ""), "id-is-not-blank"),
        bad("a post without text", "posts", post("\"p3\"", " ", ""), "text-is-not-blank"));
  }

  @Test
  void everyRecordIsAcceptedOrQuarantinedWithAllItsReasonsAndItsBytes() {
    SilverRun run = new SilverRun(feed("ticks"), feed("trades"), feed("news"), feed("posts"));
    Map<Case, Long> offsets = new LinkedHashMap<>();
    for (Case each : mixedBag()) {
      offsets.put(each, run.add(each.feed, each.value, KAFKA_TIME));
    }

    Outcome outcome = run.run();

    assertSoftly(
        softly ->
            offsets.forEach(
                (each, offset) -> {
                  if (each.broken.isEmpty()) {
                    softly
                        .assertThat(outcome.acceptedOffsets(each.feed))
                        .as(each.name)
                        .contains(offset);
                    return;
                  }
                  Row rejected = outcome.quarantine(offset);
                  softly
                      .assertThat(failedRules(rejected))
                      .as(each.name)
                      .containsExactlyInAnyOrderElementsOf(each.broken);
                  softly
                      .assertThat(reasons(rejected))
                      .as(each.name)
                      .hasSameSizeAs(each.broken)
                      .doesNotContainNull();
                  softly
                      .assertThat(rejected.<String>getAs(QuarantineEvents.CLASS))
                      .as(each.name)
                      .isEqualTo(each.broken.contains("json") ? "malformed" : "invalid");
                  softly
                      .assertThat(rejected.<byte[]>getAs("value"))
                      .as(each.name)
                      .isEqualTo(each.value);
                  softly
                      .assertThat(rejected.<byte[]>getAs("key"))
                      .as(each.name)
                      .isEqualTo(offset % 2 == 0 ? null : "key".getBytes(UTF_8));
                }));
    assertThat(outcome.violations()).isEmpty();
    assertDerivedColumns(outcome, offsets);
  }

  private static void assertDerivedColumns(Outcome outcome, Map<Case, Long> offsets) {
    Map<String, Row> accepted = new TreeMap<>();
    offsets.forEach(
        (each, offset) -> {
          if (each.broken.isEmpty()) {
            accepted.put(each.name, outcome.silver(each.feed, offset));
          }
        });
    assertThat(row(accepted, "a symbol in small letters").<String>getAs("symbol"))
        .isEqualTo("BRK.B");
    assertThat(row(accepted, "a tick").<BigDecimal>getAs("price")).isEqualByComparingTo("1.5");
    assertThat(row(accepted, "a trade").<String>getAs("action")).isEqualTo("BUY");
    assertThat(row(accepted, "a trade of unknown side").<String>getAs("action")).isNull();
    Row post = row(accepted, "a post");
    assertThat(post.<String>getList(post.fieldIndex("symbols"))).containsExactly("AAPL", "BRK.B");
    Row listed = row(accepted, "a post with symbols");
    assertThat(listed.<String>getList(listed.fieldIndex("symbols"))).containsExactly("X");
    assertThat(listed.<String>getAs("id")).isEqualTo("2");
    Row news = row(accepted, "news of a day");
    assertThat(instant(news, "event_time")).isEqualTo("2026-03-02T00:00:00Z");
    assertThat(instant(news, "known_at")).isEqualTo(KAFKA_TIME);
    assertThat(news.<Object>getAs("day")).hasToString("2026-03-02");
  }

  @Test
  void theSamplesAreRejectedExactlyWhereTheirReadmeSaysSo() throws IOException {
    List<String> names = List.of("ticks", "trades", "news", "posts");
    SilverRun run = new SilverRun(names.stream().map(SilverRun::feed).toArray(Feed[]::new));
    Map<Long, String> lines = new TreeMap<>();
    for (String name : names) {
      int number = 0;
      for (String line : Files.readAllLines(Path.of("data/samples", name + ".jsonl"))) {
        number++;
        lines.put(run.add(name, line), name + " " + number);
      }
    }

    Outcome outcome = run.run();

    Map<String, String> rejected = new TreeMap<>();
    for (Row row : outcome.quarantine()) {
      rejected.put(requireNonNull(lines.get(Outcome.offset(row))), String.join(", ", reasons(row)));
    }
    Map<String, String> declared = badLines();
    assertThat(rejected.keySet())
        .as("rejected for %s, declared as %s", rejected, declared)
        .isEqualTo(declared.keySet());
  }

  /** What data/samples/README.md says: the bad lines, as "ticks 22", with why. */
  private static Map<String, String> badLines() throws IOException {
    Map<String, String> bad = new TreeMap<>();
    Pattern heading = Pattern.compile("## (\\w+)\\.jsonl");
    Pattern row = Pattern.compile("\\| (\\d+) \\| (.*) \\|");
    String file = "";
    for (String line : Files.readAllLines(Path.of("data/samples/README.md"))) {
      Matcher isHeading = heading.matcher(line);
      Matcher isRow = row.matcher(line);
      if (isHeading.matches()) {
        file = isHeading.group(1);
      } else if (isRow.matches()) {
        bad.put(file + " " + isRow.group(1), isRow.group(2));
      }
    }
    return bad;
  }

  @Test
  void aRulesActionSaysWhatBecomesOfARecord() {
    Feed feed =
        feed("ticks")
            .withRules(
                List.of(
                    new Rule("positive", "price > 0", Rule.Action.QUARANTINE),
                    new Rule("no-tests", "source != 'test'", Rule.Action.DROP),
                    new Rule("small", "volume < 1000", Rule.Action.DROP),
                    new Rule("sane", "price < 1000000", Rule.Action.FAIL),
                    new Rule("named", "symbol is not null", Rule.Action.FAIL),
                    new Rule("cheap", "price < 3", Rule.Action.WARN)));
    SilverRun run = new SilverRun(feed);
    long silent = run.add("ticks", ticks("1", "1", ""));
    long dropped = run.add("ticks", ticks("1", "5000", ",\"source\":\"test\""));
    long both = run.add("ticks", ticks("-1", "1", ",\"source\":\"test\""));
    long invalidToo = run.add("ticks", ticks("\"x\"", "1", ",\"source\":\"test\""));
    long malformed = run.add("ticks", "not json");
    long insane = run.add("ticks", ticks("2000000", "1", ""));

    Outcome outcome = run.run();

    assertThat(outcome.acceptedOffsets("ticks"))
        .as("null counts as satisfied")
        .containsExactly(silent, insane);
    Row drop = outcome.quarantine(dropped);
    assertThat(drop.<String>getAs("class")).isEqualTo("dropped");
    assertThat(failedRules(drop)).containsExactly("no-tests", "small");
    assertThat(reasons(drop))
        .containsExactly("source != 'test' does not hold", "volume < 1000 does not hold");
    assertThat(drop.<Object>getAs("value")).as("the bytes of a dropped record").isNull();
    assertThat(drop.<Object>getAs("key")).isNull();
    assertThat(outcome.quarantine(both).<String>getAs("class")).isEqualTo("invalid");
    assertThat(failedRules(outcome.quarantine(both))).containsExactly("positive", "no-tests");
    assertThat(outcome.quarantine(both).<byte[]>getAs("value")).isNotEmpty();
    assertThat(outcome.quarantine(invalidToo).<String>getAs("class")).isEqualTo("invalid");
    assertThat(failedRules(outcome.quarantine(invalidToo)))
        .containsExactly("price.type", "no-tests");
    assertThat(failedRules(outcome.quarantine(malformed)))
        .as("nothing in it to judge")
        .containsExactly("json");
    assertThat(outcome.violations())
        .extracting(Row::toString)
        .containsExactly("[ticks,sane,ticks-0@" + insane + "]");
    assertThat(outcome.counted("ticks", "cheap"))
        .as("a warning keeps no record out")
        .containsExactly(4L, 1L);
    assertThat(outcome.counted("ticks", "json")).containsExactly(5L, 1L);
    assertThat(outcome.counted("ticks", "no-tests")).containsExactly(2L, 3L);
    assertThat(outcome.counted("ticks", "positive")).containsExactly(4L, 1L);
    assertThat(outcome.counted("ticks", "price.type")).containsExactly(4L, 1L);
  }

  /** What the counts say is what the rows say, for a bag with every fault and for a repeat. */
  @Test
  void theFailuresOfEachRuleAreThoseThatQuarantineNames() {
    SilverRun run = new SilverRun(feed("ticks"), feed("trades"), feed("news"), feed("posts"));
    mixedBag().forEach(each -> run.add(each.feed, each.value, KAFKA_TIME));
    run.add("posts", post("2", "again", ""));

    Outcome outcome = run.run();

    Map<String, Long> named = new TreeMap<>();
    for (Row row : outcome.quarantine()) {
      new TreeSet<>(failedRules(row))
          .forEach(rule -> named.merge(row.getAs("feed") + " " + rule, 1L, Long::sum));
    }
    Map<String, Long> counted = new TreeMap<>();
    for (Row row : outcome.counts()) {
      if (row.<Long>getAs("failed") > 0 && !row.<String>getAs("action").equals("warn")) {
        counted.put(row.getAs("feed") + " " + row.getAs("rule"), row.getAs("failed"));
      }
    }
    assertThat(counted).isEqualTo(named).containsEntry("posts identity", 1L);
    assertThat(outcome.counted("posts", "identity").get(0))
        .isEqualTo(outcome.acceptedOffsets("posts").size());
  }

  private static String ticks(String price, String volume, String more) {
    return tick("\"A\"", price, volume, NOW).replace("}", more + "}");
  }

  @Test
  void anExpressionThatCanNotBeEvaluatedIsOneClearSentence() {
    Feed ticks = feed("ticks");
    Map<String, String> wrong = new LinkedHashMap<>();
    wrong.put("volume > 0 and pric > 0", "with name `pric` cannot be resolved");
    wrong.put("price >", "Syntax error at or near end of input");
    wrong.put("price + 1", "it gives decimal(19,8) instead of true or false");
    wrong.put("no_such_function(price)", "`no_such_function`");
    wrong.put("price > 0 and sum(price) > 1", "sum (line 1, column 15) looks at several events");
    wrong.put("row_number() over (order by price) > 1", "row_number (line 1, column 1) looks at");
    wrong.put("explode(array(true))", "explode (line 1, column 1) makes several rows of one");
    wrong.put("price in (select 1)", "looks at other tables");
    wrong.put("price > rand()", "rand (line 1, column 9) gives another value each time");
    wrong.put("event_time < now()", "now (line 1, column 14) depends on when it is evaluated");
    wrong.put("event_time < current_timestamp", "depends on when it is evaluated");
    wrong.put("event_time > 'yesterday'", "'yesterday' depends on when it is evaluated");
    wrong.put("event_time > cast(' Today UTC' AS timestamp)", "depends on when it is evaluated");
    wrong.put("date(event_time) = 'today'", "'today' depends on when it is evaluated");
    wrong.put("to_date(event_time) < DATE 'tomorrow'", "'tomorrow' depends on when it is");
    wrong.put("source = current_user()", "depends on when it is evaluated, or by whom");
    wrong.forEach(
        (expression, reason) ->
            assertThatThrownBy(
                    () ->
                        SilverLayer.requireValidExpressions(
                            List.of(
                                ticks.withRules(
                                    List.of(
                                        new Rule(
                                            "r",
                                            new Expectation.Condition(expression),
                                            Rule.Action.DROP,
                                            "my.conf, line 7")))),
                            SilverRun.noBronze()))
                .as(expression)
                .isInstanceOf(PipelineException.class)
                .message()
                .startsWith("the expression of ticks.rules.r can't be used, because ")
                .contains(reason)
                .endsWith("; correct feeds.ticks.rules.r (my.conf, line 7).")
                .doesNotContain("\n"));
    assertThatThrownBy(
            () ->
                SilverLayer.requireValidExpressions(
                    List.of(
                        ticks.withRules(
                            List.of(new Rule("r", "volume > 0\n and pric > 0", Rule.Action.WARN)))),
                    SilverRun.noBronze()))
        .hasMessageContaining("(line 2, column 6)");
    Feed badField =
        feedOf(
            List.of(timeField(), field("a", "long", Optional.of("upper(b")), field("b", "string")),
            Optional.empty());
    assertThatThrownBy(
            () -> SilverLayer.requireValidExpressions(List.of(badField), SilverRun.noBronze()))
        .isInstanceOf(PipelineException.class)
        .hasMessageStartingWith("the expression of own.a can't be used, because ");
    SilverLayer.requireValidExpressions(
        List.of(ticks, feed("trades"), feed("news"), feed("posts")), SilverRun.noBronze());
  }

  @Test
  void aFeedMayCallItsColumnsAlmostAnything() {
    List<String> names =
        List.of(
            "id",
            "key",
            "value",
            "headers",
            "stage",
            "violated",
            "malformed",
            "parsed",
            "identity_group",
            "event_known_at",
            "ingested_at",
            "order",
            "select");
    List<Field> fields = new ArrayList<>(List.of(timeField()));
    names.forEach(name -> fields.add(field(name, "string", Optional.of("upper(`" + name + "`)"))));
    SilverRun run = new SilverRun(feedOf(fields, Optional.of("id")));
    StringBuilder json = new StringBuilder("{\"time\":0");
    names.forEach(
        name -> json.append(",\"").append(name).append("\":\"my ").append(name).append("\""));
    long offset = run.add("own", json.append("}").toString());

    Row row = run.run().silver("own", offset);

    for (String name : names) {
      assertThat(row.<String>getAs(name)).isEqualTo("MY " + name.toUpperCase(Locale.ROOT));
    }
  }

  @Test
  void knownAtFollowsTheEventWhereAFeedDeclaresSo() {
    Feed declared =
        new Feed(
            "own",
            "own",
            List.of(timeField()),
            "time",
            "time",
            ZoneId.of("America/New_York"),
            new KnownAt(KnownAt.Source.EVENT, Duration.ofMinutes(30)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of());
    SilverRun run = new SilverRun(declared);
    long day = run.add("own", "{\"time\":\"2026-03-08\"}");
    long moment = run.add("own", "{\"time\":\"2026-03-02T10:00:00Z\"}");
    long bad = run.add("own", "{}");

    Outcome outcome = run.run();

    assertThat(instant(outcome.silver("own", day), "event_time")).isEqualTo("2026-03-08T05:00:00Z");
    assertThat(instant(outcome.silver("own", day), "known_at"))
        .as("the end of a day of 23 hours, and the delay")
        .isEqualTo("2026-03-09T04:30:00Z");
    assertThat(instant(outcome.silver("own", moment), "known_at"))
        .isEqualTo("2026-03-02T10:30:00Z");
    assertThat(instant(outcome.quarantine(bad), "known_at")).isEqualTo(KAFKA_TIME);
  }

  private static Row row(Map<String, Row> rows, String name) {
    return requireNonNull(rows.get(name));
  }

  private static Instant instant(Row row, String column) {
    return row.<Timestamp>getAs(column).toInstant();
  }

  private static Feed feedOf(List<Field> fields, Optional<String> identity) {
    return new Feed(
        "own",
        "own",
        fields,
        "time",
        "time",
        ZoneOffset.UTC,
        KnownAt.KAFKA_TIME,
        identity,
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private static Field timeField() {
    return new Field(
        "time",
        "time",
        FieldType.named("timestamp").orElseThrow(),
        true,
        List.of(TimeFormat.ISO, TimeFormat.DATE, TimeFormat.EPOCH),
        Optional.empty(),
        "time");
  }

  private static Field field(String name, String type) {
    return field(name, type, Optional.empty());
  }

  private static Field field(String name, String type, Optional<String> expression) {
    return new Field(
        name, name, FieldType.named(type).orElseThrow(), false, List.of(), expression, name);
  }
}
