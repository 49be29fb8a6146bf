package io.marketlake.config;

import io.marketlake.schema.Field;
import io.marketlake.schema.FieldType;
import io.marketlake.schema.Rule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads which levels of impact a feed keeps, as {@code impact { column = …, keep = […] }}: the
 * column's values become {@code High}, {@code Medium}, {@code Low} or null, and a rule drops the
 * levels that are not kept.
 *
 * @param column the column with the level; empty where the feed has no such block
 * @param kept the levels that go on, {@link #NONE} for events without one
 */
record ImpactReader(Optional<String> column, Set<String> kept) {
  /** The name of the rule that drops what is not kept. */
  static final String RULE = "impact-is-kept";

  private static final List<String> LEVELS = List.of("high", "medium", "low");
  private static final String NONE = "none";

  static ImpactReader read(SettingsReader feed, List<Field> fields) {
    if (!feed.has("impact")) {
      return new ImpactReader(Optional.empty(), Set.of());
    }
    SettingsReader in = feed.section("impact");
    String column = in.text("column");
    List<String> all = new ArrayList<>(LEVELS);
    all.add(NONE);
    Set<String> kept = new LinkedHashSet<>();
    for (String level : in.has("keep") ? in.texts("keep") : all) {
      String name = level.toLowerCase(Locale.ROOT);
      if (all.contains(name)) {
        kept.add(name);
      } else {
        in.problem("keep", "has '" + level + "', which is none of " + String.join(", ", all));
      }
    }
    if (kept.isEmpty()) {
      in.problem("keep", "is empty, so that the feed would keep nothing");
    }
    boolean isText =
        fields.stream()
            .anyMatch(f -> f.column().equals(column) && f.type().kind() == FieldType.Kind.STRING);
    if (!column.isEmpty() && !isText) {
      in.problem("column", "is '" + column + "', which is no column of the feed with a string");
    }
    in.rejectUnknownKeys();
    return new ImpactReader(Optional.of(column), kept);
  }

  /** The fields, with the level's read as one of the levels or null. */
  List<Field> fields(List<Field> declared) {
    return declared.stream()
        .map(field -> column.filter(field.column()::equals).map(c -> read(field)).orElse(field))
        .toList();
  }

  private static Field read(Field field) {
    String cases =
        LEVELS.stream()
            .map(level -> "WHEN '" + level + "' THEN '" + written(level) + "'")
            .collect(Collectors.joining(" "));
    String value = field.expression().orElse("`" + field.column() + "`");
    return new Field(
        field.name(),
        field.column(),
        field.type(),
        field.required(),
        field.formats(),
        Optional.of("CASE lower(trim(" + value + ")) " + cases + " END"),
        field.doc(),
        field.unit());
  }

  /** The rule that drops the other levels; empty where all are kept. */
  Optional<Rule> rule() {
    if (column.isEmpty() || kept.size() > LEVELS.size()) {
      return Optional.empty();
    }
    String levels =
        kept.stream()
            .filter(LEVELS::contains)
            .map(level -> "'" + written(level) + "'")
            .collect(Collectors.joining(", "));
    String isKept = levels.isEmpty() ? "false" : "`" + column.get() + "` IN (" + levels + ")";
    boolean isNullKept = kept.contains(NONE);
    return Optional.of(
        new Rule(
            RULE,
            isNullKept
                ? "`" + column.get() + "` IS NULL OR " + isKept
                : "coalesce(" + isKept + ", false)",
            Rule.Action.DROP));
  }

  private static String written(String level) {
    return level.substring(0, 1).toUpperCase(Locale.ROOT) + level.substring(1);
  }
}
