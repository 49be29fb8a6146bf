package io.marketlake.schema;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A declared field of a feed.
 *
 * @param name its key in the JSON object, to the letter
 * @param column its column in the silver table, snake_case
 * @param formats the accepted ways to write it, for times only
 * @param expression a SQL expression over the parsed columns whose value replaces the column's;
 *     rules see the result
 * @param doc its meaning
 * @param unit what it is counted in; empty where it is no quantity, or nobody has said
 */
public record Field(
    String name,
    String column,
    FieldType type,
    boolean required,
    List<TimeFormat> formats,
    Optional<String> expression,
    String doc,
    String unit) {

  /** A field that is no quantity, or whose unit nobody has said. */
  public Field(
      String name,
      String column,
      FieldType type,
      boolean required,
      List<TimeFormat> formats,
      Optional<String> expression,
      String doc) {
    this(name, column, type, required, formats, expression, doc, "");
  }

  public Field {
    formats = List.copyOf(formats);
  }

  /** The column that a field of that name has unless it is given another: snake_case of it. */
  public static String columnOf(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
        .replaceAll("[^A-Za-z0-9]+", "_")
        .toLowerCase(Locale.ROOT);
  }
}
