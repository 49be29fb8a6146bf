package io.marketlake.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.marketlake.error.Errors;
import io.marketlake.kafka.TopicSample;
import io.marketlake.replay.FieldSample.Kind;
import io.marketlake.schema.Field;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.TimeFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Learns a feed's declaration from a sample of its topic. A field's type is the narrowest that
 * takes every value of the sample; it is required where each event has it; the key is the field
 * that equals the Kafka key, and the event time the likeliest of those that always read as a time.
 */
final class FeedInference {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final int PRICE_SCALE = 8;
  private static final int PRICE_WHOLE_DIGITS = 10;
  private static final int LONG_DIGITS = 18;
  private static final int DECIMAL_DIGITS = 38;

  /** What people call the time of an event, the likeliest first. */
  private static final List<Pattern> EVENT_TIME_NAMES =
      Stream.of("event[_-]?time", "timestamp", "time|ts|t", ".*time.*", ".*(created|at)", ".*")
          .map(name -> Pattern.compile(name, Pattern.CASE_INSENSITIVE))
          .toList();

  /** What people call the field that events are keyed by. */
  private static final Pattern KEY_NAMES =
      Pattern.compile("symbol|ticker|key|instrument|code|id", Pattern.CASE_INSENSITIVE);

  /**
   * A declared field.
   *
   * @param column empty where it is what the name gives anyway
   */
  record Inferred(
      FieldSample sample,
      String column,
      String type,
      boolean required,
      List<TimeFormat> formats,
      boolean ownColumn) {
    String name() {
      return sample.name();
    }
  }

  /**
   * What was learnt.
   *
   * @param events how many records are JSON objects
   * @param leftOut keys whose values no type takes
   */
  record Result(
      TopicSample sample,
      long events,
      Inferred key,
      Inferred eventTime,
      List<Inferred> fields,
      List<FieldSample> leftOut) {}

  private FeedInference() {}

  static Result infer(TopicSample sample) {
    Map<String, FieldSample> samples = new LinkedHashMap<>();
    long events = 0;
    for (TopicSample.Sampled found : sample.records()) {
      JsonNode event = event(found.value());
      if (event != null) {
        events++;
        byte[] key = found.key();
        String text = key == null ? null : new String(key, StandardCharsets.UTF_8);
        event
            .fields()
            .forEachRemaining(
                e ->
                    samples
                        .computeIfAbsent(e.getKey(), FieldSample::new)
                        .add(e.getValue(), text, found.time()));
      }
    }
    if (events == 0) {
      throw Errors.notDeclarable(
          sample.topic(), "none of " + sample.records().size() + " records is a JSON object");
    }
    FieldSample time = eventTime(sample.topic(), samples.values().stream().toList(), events);
    List<Inferred> fields = fields(samples.values().stream().toList(), time, events);
    Inferred eventTime = fields.stream().filter(f -> f.sample() == time).findFirst().orElseThrow();
    List<FieldSample> leftOut =
        samples.values().stream()
            .filter(s -> fields.stream().noneMatch(f -> f.sample() == s))
            .toList();
    return new Result(sample, events, key(fields, eventTime), eventTime, fields, leftOut);
  }

  /** The JSON object that a value is; null if it is none. */
  static @Nullable JsonNode event(byte @Nullable [] value) {
    try {
      JsonNode node = value == null ? null : JSON.readTree(value);
      return node != null && node.isObject() ? node : null;
    } catch (JsonProcessingException e) {
      return null;
    } catch (IOException e) {
      return null;
    }
  }

  private static FieldSample eventTime(String topic, List<FieldSample> samples, long events) {
    Comparator<FieldSample> always = Comparator.comparing(s -> s.present() < events);
    Comparator<FieldSample> exact =
        Comparator.comparing(s -> s.formats().contains(TimeFormat.DATE));
    Comparator<FieldSample> named =
        Comparator.comparing(
            s -> {
              int rank = 0;
              while (!EVENT_TIME_NAMES.get(rank).matcher(s.name()).matches()) {
                rank++;
              }
              return rank;
            });
    return samples.stream()
        .filter(FieldSample::isTime)
        .min(always.thenComparing(exact).thenComparing(named))
        .orElseThrow(
            () ->
                Errors.notDeclarable(
                    topic,
                    "none of its keys ("
                        + String.join(", ", samples.stream().map(FieldSample::name).toList())
                        + ") always reads as a time"));
  }

  private static List<Inferred> fields(
      List<FieldSample> samples, FieldSample eventTime, long events) {
    List<Inferred> fields = new ArrayList<>();
    Set<String> columns = new HashSet<>(SilverTable.RESERVED);
    for (FieldSample sample : samples) {
      boolean isEventTime = sample == eventTime;
      String type = isEventTime ? "timestamp" : type(sample);
      if (type != null) {
        String usual = Field.columnOf(sample.name());
        String column = isEventTime ? legal(usual) : unused(legal(usual), columns);
        fields.add(
            new Inferred(
                sample,
                column,
                type,
                isEventTime || sample.present() == events,
                type.equals("timestamp") ? sample.formats() : List.of(),
                !column.equals(usual)));
      }
    }
    return fields;
  }

  /** A column for a field of that name which a table may have. */
  static String legal(String column) {
    String inner = column.replaceAll("^_+|_+$", "");
    return inner.matches("[a-z].*") ? (column.startsWith("_") ? inner : column) : "f_" + inner;
  }

  private static String unused(String column, Set<String> used) {
    String free = column;
    for (int i = 2; !used.add(free); i++) {
      free = column + "_" + i;
    }
    return free;
  }

  /** The narrowest type for all of the values; null where none takes them. */
  static @Nullable String type(FieldSample sample) {
    if (sample.present() == 0 || sample.has(Kind.OTHER)) {
      return null;
    }
    if (sample.isTime()) {
      return sample.formats().equals(List.of(TimeFormat.DATE)) ? "date" : "timestamp";
    }
    if (sample.isOnly(Kind.BOOLEAN)) {
      return "boolean";
    }
    if (sample.isOnly(Kind.TEXTS)) {
      return "array<string>";
    }
    if (sample.isOnly(Kind.INTEGER)) {
      return sample.wholeDigits() <= LONG_DIGITS ? "long" : wide(sample);
    }
    boolean fractions = sample.has(Kind.FRACTION) || sample.textsHaveFractions();
    // Whole numbers that are always texts are ids, whose leading zeros count.
    if (fractions && sample.isOnly(Kind.INTEGER, Kind.FRACTION, Kind.NUMERIC_TEXT)) {
      return sample.scale() <= PRICE_SCALE && sample.wholeDigits() <= PRICE_WHOLE_DIGITS
          ? "decimal(18,8)"
          : "double";
    }
    return sample.has(Kind.TEXTS) || sample.has(Kind.BOOLEAN) ? null : "string";
  }

  private static String wide(FieldSample sample) {
    return sample.wholeDigits() <= DECIMAL_DIGITS ? "decimal(38,0)" : "double";
  }

  private static Inferred key(List<Inferred> fields, Inferred eventTime) {
    Comparator<Inferred> likeliest =
        Comparator.<Inferred, Long>comparing(f -> -f.sample().keyEqual())
            .thenComparing(f -> !KEY_NAMES.matcher(f.name()).matches())
            .thenComparing(f -> !f.required())
            .thenComparing(f -> !f.type().equals("string"));
    return fields.stream().filter(f -> !f.equals(eventTime)).min(likeliest).orElse(eventTime);
  }
}
