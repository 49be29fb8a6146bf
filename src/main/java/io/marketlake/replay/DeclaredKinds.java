package io.marketlake.replay;

import io.marketlake.replay.FieldSample.Kind;
import io.marketlake.schema.FieldType;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DecimalType;

/** Which kinds of JSON values a declared type is meant for, and which it takes beside them. */
final class DeclaredKinds {
  private static final Set<Kind> NUMBERS = EnumSet.of(Kind.INTEGER, Kind.FRACTION);

  private DeclaredKinds() {}

  /** What a sample has that the type takes and was not declared for; empty for nothing. */
  static Optional<String> others(FieldType type, FieldSample sample) {
    Set<Kind> meant = meant(type);
    Set<Kind> taken = taken(type);
    String others =
        new TreeMap<>(sample.kinds())
            .entrySet().stream()
                .filter(e -> taken.contains(e.getKey()) && !meant.contains(e.getKey()))
                .map(e -> FeedBlock.part(e.getKey(), e.getValue()))
                .collect(Collectors.joining(", "));
    if (type.dataType() instanceof DecimalType decimal && sample.scale() > decimal.scale()) {
      String finer =
          "up to %d digits behind the point, rounded to %d"
              .formatted(sample.scale(), decimal.scale());
      others = others.isEmpty() ? finer : others + "; " + finer;
    }
    return others.isEmpty() ? Optional.empty() : Optional.of(others);
  }

  /** Whether every value of a sample is of a kind that the type takes. */
  static boolean takes(FieldType type, FieldSample sample) {
    return taken(type).containsAll(sample.kinds().keySet());
  }

  private static Set<Kind> meant(FieldType type) {
    return switch (type.kind()) {
      case STRING -> EnumSet.of(Kind.TEXT, Kind.NUMERIC_TEXT);
      case LONG -> EnumSet.of(Kind.INTEGER);
      case DOUBLE, DECIMAL -> NUMBERS;
      case BOOLEAN -> EnumSet.of(Kind.BOOLEAN);
      case TIMESTAMP -> EnumSet.of(Kind.TEXT, Kind.NUMERIC_TEXT, Kind.INTEGER, Kind.FRACTION);
      case DATE -> EnumSet.of(Kind.TEXT);
      case STRINGS -> EnumSet.of(Kind.TEXTS);
    };
  }

  private static Set<Kind> taken(FieldType type) {
    return switch (type.kind()) {
      case STRING -> EnumSet.of(Kind.TEXT, Kind.NUMERIC_TEXT, Kind.INTEGER);
      case LONG, DOUBLE, DECIMAL -> EnumSet.of(Kind.INTEGER, Kind.FRACTION, Kind.NUMERIC_TEXT);
      default -> meant(type);
    };
  }
}
