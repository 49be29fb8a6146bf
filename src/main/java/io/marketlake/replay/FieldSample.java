package io.marketlake.replay;

import com.fasterxml.jackson.databind.JsonNode;
import io.marketlake.schema.EventTimes;
import io.marketlake.schema.EventTimes.EventTime;
import io.marketlake.schema.TimeFormat;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a sample of events shows of one key of their JSON objects. */
final class FieldSample {
  private static final Instant FIRST_EPOCH = Instant.parse("1990-01-01T00:00:00Z");
  private static final Instant LAST_EPOCH = Instant.parse("2100-01-01T00:00:00Z");
  private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?");
  private static final Pattern SAYS_TIME =
      Pattern.compile("(?i:.*(time|date|epoch).*|(.*[^a-z])?(ts|t|at))|.*[a-z]At");
  private static final Map<TimeFormat, EventTimes> TIMES = new EnumMap<>(TimeFormat.class);
  private static final int LONGEST_EXAMPLE = 40;
  private static final int LONGEST_NUMBER = 100;

  static {
    for (TimeFormat format : TimeFormat.values()) {
      TIMES.put(format, new EventTimes(List.of(format), ZoneOffset.UTC));
    }
  }

  /** Kinds of JSON values, as far as types are told apart by them. */
  enum Kind {
    INTEGER("a whole number"),
    FRACTION("a fraction"),
    NUMERIC_TEXT("a number as text"),
    TEXT("a text"),
    BOOLEAN("a boolean"),
    TEXTS("a list of texts"),
    OTHER("an object or a list of other things");

    private final String phrase;

    Kind(String phrase) {
      this.phrase = phrase;
    }

    String phrase() {
      return phrase;
    }
  }

  private final String name;
  private final boolean saysTime;
  private final Map<Kind, Long> kinds = new EnumMap<>(Kind.class);
  private final Map<TimeFormat, Long> formats = new EnumMap<>(TimeFormat.class);
  private long present;
  private long keyEqual;
  private long keyOther;
  private int scale;
  private int wholeDigits;
  private boolean allPositive = true;
  private boolean noneNegative = true;
  private boolean textsHaveFractions;
  private boolean allSince1970 = true;
  private boolean noneAheadOfKafka = true;
  private String example = "";

  FieldSample(String name) {
    this.name = name;
    this.saysTime = SAYS_TIME.matcher(name).matches();
  }

  /** Takes in the field's value in one event; null counts as absent. */
  void add(JsonNode value, @Nullable String kafkaKey, Instant kafkaTime) {
    if (value.isNull()) {
      return;
    }
    if (present++ == 0) {
      example = shortened(value.toString());
    }
    Kind kind = kind(value);
    kinds.merge(kind, 1L, Long::sum);
    if (kafkaKey != null && value.isValueNode()) {
      if (value.asText().equals(kafkaKey)) {
        keyEqual++;
      } else {
        keyOther++;
      }
    }
    if (kind == Kind.INTEGER || kind == Kind.FRACTION) {
      addNumber(value.decimalValue());
    } else if (kind == Kind.NUMERIC_TEXT) {
      textsHaveFractions |= value.textValue().indexOf('.') >= 0;
      addNumber(new BigDecimal(value.textValue()));
    }
    addTime(value, kind, kafkaTime);
  }

  private static Kind kind(JsonNode value) {
    if (value.isTextual()) {
      return value.textValue().length() <= LONGEST_NUMBER
              && NUMBER.matcher(value.textValue()).matches()
          ? Kind.NUMERIC_TEXT
          : Kind.TEXT;
    }
    if (value.isNumber()) {
      return value.isIntegralNumber() ? Kind.INTEGER : Kind.FRACTION;
    }
    if (value.isBoolean()) {
      return Kind.BOOLEAN;
    }
    if (value.isArray()) {
      for (JsonNode item : value) {
        if (!item.isTextual()) {
          return Kind.OTHER;
        }
      }
      return Kind.TEXTS;
    }
    return Kind.OTHER;
  }

  private void addNumber(BigDecimal number) {
    BigDecimal plain = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    scale = Math.max(scale, plain.scale());
    wholeDigits = Math.max(wholeDigits, plain.precision() - plain.scale());
    allPositive &= number.signum() > 0;
    noneNegative &= number.signum() >= 0;
  }

  private void addTime(JsonNode value, Kind kind, Instant kafkaTime) {
    for (Map.Entry<TimeFormat, EventTimes> format : TIMES.entrySet()) {
      EventTime time = time(value, kind, format.getKey(), format.getValue());
      if (time != null) {
        formats.merge(format.getKey(), 1L, Long::sum);
        allSince1970 &= !time.instant().isBefore(Instant.EPOCH);
        noneAheadOfKafka &= !time.instant().isAfter(kafkaTime.plusSeconds(300));
        return;
      }
    }
  }

  private @Nullable EventTime time(JsonNode value, Kind kind, TimeFormat format, EventTimes times) {
    boolean counted = format == TimeFormat.EPOCH || format == TimeFormat.EPOCH_NS;
    if (!counted) {
      return kind == Kind.TEXT ? times.parse(value.textValue()) : null;
    }
    // Ids and amounts look like epochs too; only the name tells them apart.
    if (!saysTime || (kind != Kind.INTEGER && kind != Kind.FRACTION && kind != Kind.NUMERIC_TEXT)) {
      return null;
    }
    EventTime time =
        kind == Kind.NUMERIC_TEXT
            ? times.parse(value.textValue())
            : times.parse(value.decimalValue());
    boolean likely =
        time != null
            && !time.instant().isBefore(FIRST_EPOCH)
            && !time.instant().isAfter(LAST_EPOCH);
    return likely ? time : null;
  }

  private static String shortened(String json) {
    String line = json.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", " ");
    int characters = line.codePointCount(0, line.length());
    return characters <= LONGEST_EXAMPLE
        ? line
        : line.substring(0, line.offsetByCodePoints(0, LONGEST_EXAMPLE)) + "…";
  }

  String name() {
    return name;
  }

  /** In how many events it is there and not null. */
  long present() {
    return present;
  }

  String example() {
    return example;
  }

  /** How often it is equal to the Kafka record's key; 0 where it ever is another. */
  long keyEqual() {
    return keyOther > 0 ? 0 : keyEqual;
  }

  /** Whether all values are of these kinds. */
  boolean isOnly(Kind... wanted) {
    long found = 0;
    for (Kind kind : wanted) {
      found += kinds.getOrDefault(kind, 0L);
    }
    return present > 0 && found == present;
  }

  boolean has(Kind kind) {
    return kinds.containsKey(kind);
  }

  Map<Kind, Long> kinds() {
    return Map.copyOf(kinds);
  }

  /** Whether every value reads as a time. */
  boolean isTime() {
    return present > 0 && formats.values().stream().mapToLong(Long::longValue).sum() == present;
  }

  /** The formats of its times. */
  List<TimeFormat> formats() {
    return List.copyOf(formats.keySet());
  }

  boolean textsHaveFractions() {
    return textsHaveFractions;
  }

  /** Digits behind the point, at most. */
  int scale() {
    return scale;
  }

  /** Digits before the point, at most. */
  int wholeDigits() {
    return wholeDigits;
  }

  boolean isPositive() {
    return allPositive;
  }

  boolean isNotNegative() {
    return noneNegative;
  }

  boolean isSince1970() {
    return allSince1970;
  }

  boolean isNotAheadOfKafka() {
    return noneAheadOfKafka;
  }
}
