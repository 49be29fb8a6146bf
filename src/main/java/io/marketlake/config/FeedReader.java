package io.marketlake.config;

import io.marketlake.schema.BarSource;
import io.marketlake.schema.Feed;
import io.marketlake.schema.Field;
import io.marketlake.schema.FieldType;
import io.marketlake.schema.KnownAt;
import io.marketlake.schema.Rule;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.TimeFormat;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the declaration of one feed. */
final class FeedReader {
  private static final FieldType STRING = FieldType.named("string").orElseThrow();
  private static final List<TimeFormat> DEFAULT_FORMATS =
      List.of(TimeFormat.ISO, TimeFormat.LOCAL, TimeFormat.EPOCH);

  /** The keys of a feed that hold one value each, and so can be set in the environment. */
  static final List<String> SINGLE_KEYS =
      List.of(
          "topic",
          "key",
          "event-time",
          "zone",
          "known-at.source",
          "known-at.delay",
          "identity",
          "text",
          "subject",
          "company",
          "impact.column",
          "impact.keep",
          "bars.symbol",
          "bars.price",
          "bars.volume",
          "bars.sequence",
          "bars.sale-condition",
          "bars.sale-conditions",
          "bars.calendar");

  private FeedReader() {}

  static Feed read(String name, SettingsReader in, BarReader barReader) {
    String topic = in.optionalText("topic").orElse(name);
    String key = in.text("key");
    String eventTime = in.text("event-time");
    ZoneId zone = in.choice("zone", FeedReader::zone, "the time zones", ZoneOffset.UTC);
    KnownAt knownAt = in.has("known-at") ? knownAt(in.section("known-at")) : KnownAt.KAFKA_TIME;
    Optional<String> identity =
        in.optionalText("identity").filter(text -> !text.equals("coordinate"));
    Optional<String> text = in.optionalText("text");
    Optional<String> subject = in.optionalText("subject");
    Optional<String> company = in.optionalText("company");
    List<Field> declared = in.sections("fields").stream().map(FeedReader::field).toList();
    ImpactReader impact = ImpactReader.read(in, declared);
    List<Field> fields = impact.fields(declared);
    List<Rule> rules =
        new ArrayList<>(
            in.has("rules")
                ? RuleReader.read(in.section("rules"), fields, eventTime, identity.isPresent())
                : List.of());
    impact.rule().ifPresent(rules::add);
    if (!name.matches("[a-z][a-z0-9_]*")) {
      in.problem("", "must be named in snake_case, as its table is");
    }
    if (SilverTable.TAKEN.contains(name)) {
      in.problem("", "must have another name, since a table of marketlake's own has this one");
    }
    if (!topic.matches("[A-Za-z0-9._-]{1,249}")) {
      in.problem("topic", "is '" + topic + "', which Kafka takes for no topic's name");
    }
    check(in, fields, key, eventTime, identity, text, subject, company);
    Optional<BarSource> bars =
        in.has("bars")
            ? Optional.of(barReader.source(in.section("bars"), fields, key, eventTime))
            : Optional.empty();
    in.rejectUnknownKeys();
    List<Rule> all = new ArrayList<>(rules);
    bars.ifPresent(source -> all.addAll(BarReader.fitting(source, fields)));
    return new Feed(
        name, topic, fields, key, eventTime, zone, knownAt, identity, text, subject, all, bars,
        company);
  }

  /** The time zone of that name. */
  static Optional<ZoneId> zone(String name) {
    try {
      return Optional.of(ZoneId.of(name));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static KnownAt knownAt(SettingsReader in) {
    KnownAt.Source source =
        in.choice(
            "source",
            s ->
                Arrays.stream(KnownAt.Source.values())
                    .filter(v -> v.name().toLowerCase(Locale.ROOT).equals(s))
                    .findFirst(),
            "kafka, event",
            KnownAt.Source.KAFKA);
    Duration delay = in.optionalText("delay").isPresent() ? in.duration("delay") : Duration.ZERO;
    in.rejectUnknownKeys();
    return new KnownAt(source, delay);
  }

  private static Field field(SettingsReader in) {
    String name = in.text("name");
    String column = in.optionalText("column").orElseGet(() -> Field.columnOf(name));
    FieldType type =
        in.choice(
            "type",
            FieldType::named,
            "string, long, double, boolean, decimal(p,s), timestamp, date, array<string>",
            STRING);
    boolean required = in.flag("required", false);
    List<TimeFormat> formats = new ArrayList<>();
    for (String format : in.texts("formats")) {
      TimeFormat.named(format)
          .ifPresentOrElse(
              formats::add,
              () ->
                  in.problem(
                      "formats",
                      "has '"
                          + format
                          + "', which is none of "
                          + Arrays.stream(TimeFormat.values())
                              .map(TimeFormat::setting)
                              .collect(Collectors.joining(", "))));
    }
    if (formats.isEmpty() && type.kind() == FieldType.Kind.TIMESTAMP) {
      formats.addAll(DEFAULT_FORMATS);
    }
    Optional<String> expression = in.optionalText("expr");
    String doc = in.optionalText("doc").orElse(name);
    String unit = in.optionalText("unit").orElse("");
    if (!name.isEmpty() && !column.matches("[a-z][a-z0-9_]*")) {
      in.problem("column", "is '" + column + "', but must be snake_case");
    }
    in.rejectUnknownKeys();
    return new Field(name, column, type, required, formats, expression, doc, unit);
  }

  private static void check(
      SettingsReader in,
      List<Field> fields,
      String key,
      String eventTime,
      Optional<String> identity,
      Optional<String> text,
      Optional<String> subject,
      Optional<String> company) {
    Set<String> names = new HashSet<>();
    Set<String> columns = new HashSet<>();
    for (Field field : fields) {
      if (!names.add(field.name())) {
        in.problem("fields", "has the field " + field.name() + " twice");
      }
      if (field.name().equals(eventTime)) {
        continue;
      }
      if (!columns.add(field.column())) {
        in.problem("fields", "has two fields for the column " + field.column());
      }
      if (SilverTable.reserved(text.isPresent(), company.isPresent()).contains(field.column())) {
        in.problem(
            "fields",
            "has a field whose column "
                + field.column()
                + " is one of marketlake's own (give it another with column = …)");
      }
    }
    requireOneOf(in, "key", key, names);
    requireOneOf(in, "event-time", eventTime, names);
    identity.ifPresent(field -> requireOneOf(in, "identity", field, names));
    text.ifPresent(column -> requireOneOf(in, "text", column, columns));
    subject.ifPresent(column -> requireOneOf(in, "subject", column, columns));
    company.ifPresent(column -> requireOneOf(in, "company", column, columns));
    if (identity.filter(eventTime::equals).isPresent()) {
      in.problem("identity", "is the event time, which tells no two events apart");
    }
    for (Field field : fields) {
      if (field.name().equals(eventTime)) {
        if (field.type().kind() != FieldType.Kind.TIMESTAMP) {
          in.problem("event-time", "is " + field.name() + ", which is no timestamp");
        }
        if (field.expression().isPresent()) {
          in.problem("event-time", "is " + field.name() + ", which can't have an expr");
        }
      }
    }
  }

  private static void requireOneOf(
      SettingsReader in, String key, String value, Set<String> allowed) {
    if (!value.isEmpty() && !allowed.isEmpty() && !allowed.contains(value)) {
      in.problem(
          key,
          "is '"
              + value
              + "', which is none of "
              + String.join(", ", allowed.stream().sorted().toList()));
    }
  }
}
