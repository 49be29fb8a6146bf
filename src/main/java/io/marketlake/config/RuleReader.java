package io.marketlake.config;

import io.marketlake.schema.Expectation;
import io.marketlake.schema.Expectation.Aggregate;
import io.marketlake.schema.Expectation.Measure;
import io.marketlake.schema.Field;
import io.marketlake.schema.FieldType.Kind;
import io.marketlake.schema.Rule;
import io.marketlake.schema.Rule.Action;
import io.marketlake.schema.SilverTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the rules of a feed. */
final class RuleReader {
  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration LONGEST_SPAN = Duration.ofDays(31);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int BASELINE = 50;
  private static final int WARM_AFTER = 10;
  private static final int LEAST_RECORDS = 20;
  private static final Set<Kind> NUMBERS = Set.of(Kind.DECIMAL, Kind.DOUBLE, Kind.LONG);

  /** What a rule asks, by the key that says so. */
  private static final List<String> KINDS = List.of("expr", "unique", "measure");

  private final Map<String, Kind> columns = new TreeMap<>();
  private final boolean hasIdentity;

  private RuleReader(List<Field> fields, String eventTime, boolean hasIdentity) {
    for (Field field : fields) {
      boolean isEventTime = field.name().equals(eventTime);
      columns.put(isEventTime ? SilverTable.EVENT_TIME : field.column(), field.type().kind());
    }
    this.hasIdentity = hasIdentity;
  }

  /**
   * The rules.
   *
   * @param in the feed's section {@code rules}
   * @param hasIdentity whether the feed's events are compared by an identity
   */
  static List<Rule> read(
      SettingsReader in, List<Field> fields, String eventTime, boolean hasIdentity) {
    return new RuleReader(fields, eventTime, hasIdentity).rules(in);
  }

  private List<Rule> rules(SettingsReader in) {
    List<Rule> rules = new ArrayList<>();
    Optional<String> rejecting = hasIdentity ? Optional.of("identity") : Optional.empty();
    for (String name : in.names()) {
      SettingsReader section = in.section(name);
      if (Rule.TAKEN.contains(name) || name.isBlank() || !name.equals(name.strip())) {
        in.problem(name, "must have another name, since a rule of marketlake's own has this one");
      }
      Optional<Rule> rule = rule(name, section);
      section.rejectUnknownKeys();
      if (rule.isEmpty()) {
        continue;
      }
      rules.add(rule.get());
      if (rule.get().expectation() instanceof Expectation.Uniqueness
          && rule.get().action().rejects()) {
        if (rejecting.isPresent()) {
          section.problem(
              "action",
              "is "
                  + rule.get().action().setting()
                  + ", but the feed's repeats are kept out by "
                  + rejecting.get()
                  + " already, and what two such rules keep out depends on where micro-batches are"
                  + " cut; let it warn");
        }
        rejecting = Optional.of(name);
      }
    }
    return rules;
  }

  private Optional<Rule> rule(String name, SettingsReader in) {
    List<String> kinds = KINDS.stream().filter(in::has).toList();
    if (kinds.size() != 1) {
      if (kinds.isEmpty()) {
        in.problem("expr", "is missing, and neither unique nor measure is there");
      } else {
        in.problem("", "has " + String.join(" and ", kinds) + ", but a rule asks one thing");
      }
      // What else is there depends on what the rule asks.
      in.names().forEach(in::has);
      return Optional.empty();
    }
    String kind = kinds.get(0);
    Expectation expectation =
        switch (kind) {
          case "unique" -> uniqueness(in);
          case "measure" -> aggregate(in);
          default -> new Expectation.Condition(in.text("expr"));
        };
    boolean isAggregate = expectation instanceof Aggregate;
    Action action =
        in.choice(
            "action",
            Action::named,
            "warn, quarantine, drop, fail",
            isAggregate ? Action.WARN : Action.QUARANTINE);
    if (isAggregate && action.rejects()) {
      in.problem(
          "action",
          "is "
              + action.setting()
              + ", but a rule over a whole micro-batch can only warn or fail, since the rows that it"
              + " kept out would depend on where micro-batches are cut");
    }
    return Optional.of(new Rule(name, expectation, action, in.placeOf(kind)));
  }

  private Expectation uniqueness(SettingsReader in) {
    List<String> unique = in.texts("unique");
    Duration within =
        in.has("within") ? in.duration("within", Duration.ofMillis(1), LONGEST_SPAN) : DAY;
    if (unique.isEmpty()) {
      in.problem("unique", "names no column");
    }
    if (new HashSet<>(unique).size() < unique.size()) {
      in.problem("unique", "names a column twice");
    }
    unique.forEach(column -> requireColumn(in, "unique", column));
    return new Expectation.Uniqueness(unique, within);
  }

  private Expectation aggregate(SettingsReader in) {
    Measure measure =
        in.choice(
            "measure",
            Measure::named,
            "null-share, mean, events-per-minute",
            Measure.EVENTS_PER_MINUTE);
    Optional<String> column = in.optionalText("column");
    boolean isOfColumn = measure != Measure.EVENTS_PER_MINUTE;
    if (isOfColumn) {
      if (column.isEmpty()) {
        in.problem("column", "is missing, and so is what is measured");
      }
      column.ifPresent(c -> requireColumn(in, "column", c));
      column
          .filter(c -> measure == Measure.MEAN && columns.containsKey(c))
          .filter(c -> !NUMBERS.contains(columns.get(c)))
          .ifPresent(c -> in.problem("column", "is " + c + ", which is no number"));
    }
    OptionalDouble atLeast = limit(in, "at-least", -Double.MAX_VALUE);
    OptionalDouble atMost = limit(in, "at-most", -Double.MAX_VALUE);
    OptionalDouble deviations = limit(in, "deviations", Double.MIN_VALUE);
    OptionalDouble factor = limit(in, "factor", Math.nextUp(1.0));
    if (atLeast.isEmpty() && atMost.isEmpty() && deviations.isEmpty() && factor.isEmpty()) {
      in.problem("", "must have a limit: at-least, at-most, deviations or factor");
    }
    if (atLeast.isPresent() && atMost.isPresent() && atLeast.getAsDouble() > atMost.getAsDouble()) {
      in.problem("at-least", "is more than at-most");
    }
    boolean hasBaseline = deviations.isPresent() || factor.isPresent();
    int baseline = hasBaseline && in.has("baseline") ? in.smallNumber("baseline", 2) : BASELINE;
    int warmAfter =
        hasBaseline && in.has("warm-after")
            ? in.smallNumber("warm-after", 2)
            : Math.min(WARM_AFTER, baseline);
    if (warmAfter > baseline) {
      in.problem("warm-after", "is more than baseline, and so never reached");
    }
    long least =
        isOfColumn && in.has("least-records") ? in.wholeNumber("least-records", 1) : LEAST_RECORDS;
    Duration over =
        !isOfColumn && in.has("over") ? in.duration("over", Duration.ofSeconds(1), HOUR) : MINUTE;
    return new Aggregate(
        measure, column, atLeast, atMost, deviations, factor, baseline, warmAfter, least, over);
  }

  private static OptionalDouble limit(SettingsReader in, String key, double least) {
    return in.has(key)
        ? OptionalDouble.of(in.number(key, least, Double.MAX_VALUE))
        : OptionalDouble.empty();
  }

  private void requireColumn(SettingsReader in, String key, String column) {
    if (!columns.containsKey(column)) {
      in.problem(
          key,
          "has '"
              + column
              + "', which is none of "
              + String.join(", ", new TreeSet<>(columns.keySet())));
    }
  }
}
