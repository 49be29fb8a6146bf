package io.marketlake.replay;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.marketlake.kafka.TopicSample;
import io.marketlake.replay.FeedInference.Inferred;
import io.marketlake.replay.FeedInference.Result;
import io.marketlake.replay.FieldSample.Kind;
import io.marketlake.schema.Feed;
import io.marketlake.schema.Field;
import io.marketlake.schema.TimeFormat;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The declaration of a feed as a settings file takes it, learnt from a sample of its topic.
 * Comments say what was seen; the rules hold for every event of the sample.
 */
public final class FeedBlock {
  private static final Pattern PRICES =
      Pattern.compile("(.*_)?(price|bid|ask|open|high|low|close|vwap)", Pattern.CASE_INSENSITIVE);
  private static final Pattern AMOUNTS =
      Pattern.compile("(.*_)?(volume|size|quantity|qty|count)", Pattern.CASE_INSENSITIVE);

  private final Result result;
  private final StringBuilder text = new StringBuilder();

  private FeedBlock(Result result) {
    this.result = result;
  }

  /**
   * Writes the block.
   *
   * @param declared the feeds that are there already; where none of them reads the topic, the new
   *     one gets a name of its own
   * @throws io.marketlake.error.PipelineException if the sample has no JSON objects, or none of
   *     their keys reads as a time
   */
  public static String of(TopicSample sample, Collection<Feed> declared) {
    return new FeedBlock(FeedInference.infer(sample)).write(declared);
  }

  private String write(Collection<Feed> declared) {
    long records = result.sample().records().size();
    line(
        0,
        "# Learnt from %,d records of the topic %s, %,d of them JSON objects.",
        records,
        quoted(result.sample().topic()),
        result.events());
    line(0, "# Read it over, then give it to each job with --conf-file.");
    line(0, "feeds {");
    Optional<Feed> same =
        declared.stream().filter(f -> f.topic().equals(result.sample().topic())).findFirst();
    if (same.isPresent()) {
      line(
          1,
          "# This topic is that feed's already: what is declared here replaces its declaration,");
      line(1, "# and its other keys and rules stay.");
    }
    line(1, "%s {", same.map(Feed::name).orElseGet(() -> name(result.sample().topic(), declared)));
    line(2, "topic = %s", quoted(result.sample().topic()));
    writeKey();
    line(2, "event-time = %s", quoted(result.eventTime().name()));
    if (result.eventTime().formats().stream()
        .anyMatch(f -> f == TimeFormat.LOCAL || f == TimeFormat.DATE)) {
      line(2, "# The zone of times and dates written without one.");
      line(2, "zone = UTC");
    }
    line(2, "fields = [");
    result.fields().forEach(this::writeField);
    result.leftOut().forEach(s -> line(3, "# left out: %s, %s", quoted(s.name()), seen(s)));
    line(2, "]");
    writeRules();
    line(1, "}");
    line(0, "}");
    return text.toString();
  }

  private static String name(String topic, Collection<Feed> declared) {
    Set<String> taken = declared.stream().map(Feed::name).collect(Collectors.toSet());
    String letters = Field.columnOf(topic).replaceAll("^[^a-z]+", "");
    String name = letters.isEmpty() ? "feed" : letters;
    String free = name;
    for (int i = 2; taken.contains(free); i++) {
      free = name + "_" + i;
    }
    return free;
  }

  private void writeKey() {
    long equal = result.key().sample().keyEqual();
    line(
        2,
        equal > 0
            ? "# It equals the Kafka key of %,d records."
            : "# No field equals the Kafka key; this one is a guess.",
        equal);
    line(2, "key = %s", quoted(result.key().name()));
  }

  private void writeField(Inferred field) {
    line(3, "# %s", seen(field.sample()));
    Optional<String> column = Optional.of(field.column()).filter(c -> field.ownColumn());
    line(
        3,
        "%s",
        declaration(field.name(), column, field.type(), field.required(), field.formats()));
  }

  /**
   * How a feed declares an optional field with these values.
   *
   * @param taken the columns whose names it can't take
   */
  static String declaration(FieldSample sample, String type, Set<String> taken) {
    String usual = Field.columnOf(sample.name());
    String legal = FeedInference.legal(usual);
    String column = taken.contains(legal) ? legal + "_2" : legal;
    return declaration(
        sample.name(),
        Optional.of(column).filter(c -> !c.equals(usual)),
        type,
        false,
        type.equals("timestamp") ? sample.formats() : List.of());
  }

  private static String declaration(
      String name,
      Optional<String> column,
      String type,
      boolean required,
      List<TimeFormat> formats) {
    StringJoiner parts = new StringJoiner(", ", "{ ", " }");
    parts.add("name = " + quoted(name));
    column.ifPresent(own -> parts.add("column = " + own));
    parts.add("type = " + quoted(type));
    if (required) {
      parts.add("required = true");
    }
    if (!formats.isEmpty()) {
      parts.add(
          "formats = ["
              + String.join(", ", formats.stream().map(TimeFormat::setting).toList())
              + "]");
    }
    return parts.toString();
  }

  /** A share in words, such as {@code 3.10 %}. */
  static String percent(long part, long whole) {
    return String.format(Locale.ROOT, "%.3g %%", 100.0 * part / whole);
  }

  private String seen(FieldSample sample) {
    long missing = result.events() - sample.present();
    String share =
        missing == 0
            ? "in each event"
            : "missing or null in " + percent(missing, result.events()) + " of the events";
    if (sample.present() == 0) {
      return "always null";
    }
    StringBuilder mixed = new StringBuilder();
    if (sample.kinds().size() > 1) {
      new TreeMap<>(sample.kinds())
          .forEach(
              (kind, count) ->
                  mixed.append(mixed.length() == 0 ? "; " : ", ").append(part(kind, count)));
    }
    return share + "; such as " + sample.example() + mixed;
  }

  static String part(Kind kind, long count) {
    return String.format(Locale.ROOT, "%,d times %s", count, kind.phrase());
  }

  private void writeRules() {
    Map<String, String> rules = new TreeMap<>();
    for (Inferred field : result.fields()) {
      String column = field.column();
      String rule = column.replace('_', '-');
      boolean number = !field.type().equals("string") && !field.type().equals("date");
      if (field.equals(result.eventTime())) {
        continue;
      }
      if (number && PRICES.matcher(column).matches() && field.sample().isPositive()) {
        rules.put(rule + "-is-positive", "`" + column + "` > 0");
      } else if (number && AMOUNTS.matcher(column).matches() && field.sample().isNotNegative()) {
        rules.put(rule + "-is-not-negative", "`" + column + "` >= 0");
      } else if (field.equals(result.key()) && field.type().equals("string")) {
        rules.put(rule + "-is-not-blank", "length(trim(`" + column + "`)) > 0");
      }
    }
    if (result.eventTime().sample().isSince1970()) {
      rules.put("time-is-after-1970", "event_time >= timestamp'1970-01-01 00:00:00Z'");
    }
    if (result.eventTime().sample().isNotAheadOfKafka()) {
      rules.put("time-is-not-ahead-of-kafka", "event_time <= kafka_time + interval 5 minutes");
    }
    line(2, "rules {");
    rules.forEach(
        (name, expression) ->
            line(3, "%s { expr = %s, action = quarantine }", name, quoted(expression)));
    line(2, "}");
  }

  private static String quoted(String value) {
    return value.matches("(?!(true|false|null)$)[A-Za-z_][A-Za-z0-9_]*")
        ? value
        : '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(value)) + '"';
  }

  private void line(int depth, String format, Object... parts) {
    text.append("  ".repeat(depth)).append(String.format(Locale.ROOT, format, parts)).append('\n');
  }
}
