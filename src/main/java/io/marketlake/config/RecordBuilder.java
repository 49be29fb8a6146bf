package io.marketlake.config;

import io.marketlake.error.PipelineException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Builds the records of sections. What a record's own checks refuse becomes a problem where reading
 * the section's keys found none.
 *
 * @param problems where problems are added
 */
record RecordBuilder(List<String> problems) {

  /** The record of a section; null, with a problem, where there can be none. */
  <T> @Nullable T build(SettingsReader section, Function<SettingsReader, Supplier<T>> reader) {
    int before = problems.size();
    Supplier<T> settings = reader.apply(section);
    try {
      return settings.get();
    } catch (IllegalArgumentException | PipelineException e) {
      if (problems.size() == before) {
        problems.add(section.pathOf(kebabCase(String.valueOf(e.getMessage()))));
      }
      return null;
    }
  }

  /** A record's message begins with the name of its component: maxTokens is max-tokens. */
  private static String kebabCase(String message) {
    int end = message.indexOf(' ');
    String name = end < 0 ? message : message.substring(0, end);
    return name.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT)
        + message.substring(name.length());
  }
}
