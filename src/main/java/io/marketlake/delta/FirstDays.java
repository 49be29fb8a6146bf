package io.marketlake.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From which day (UTC) on the rows of a file count, as its statistics tell. */
final class FirstDays {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LENGTH_OF_A_DATE = 10;

  private FirstDays() {}

  /**
   * No row counts before it; empty where the statistics do not say.
   *
   * @param columns dates or times, on the latest of which a row begins to count
   */
  static Optional<LocalDate> of(@Nullable String statistics, List<String> columns) {
    if (statistics == null || statistics.isEmpty() || columns.isEmpty()) {
      return Optional.empty();
    }
    try {
      JsonNode least = JSON.readTree(statistics).path("minValues");
      LocalDate first = LocalDate.MIN;
      for (String column : columns) {
        LocalDate day = day(least.path(column).asText());
        first = day.isAfter(first) ? day : first;
      }
      return Optional.of(first);
    } catch (JsonProcessingException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static LocalDate day(String text) {
    return text.length() == LENGTH_OF_A_DATE
        ? LocalDate.parse(text)
        : OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC).toLocalDate();
  }
}
