package io.marketlake.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files of a table that may have rows of some stretches of time, again and again while it
 * grows: which they are is told by the statistics that Delta keeps of each file, so that what is
 * read depends on the stretches and not on how much history there is.
 */
public final class RowsInTime {
  private static final JsonMapper JSON = new JsonMapper();

  /** Delta cuts times to the millisecond in its statistics. */
  private static final long CUT_MILLIS = 1;

  private final LiveFiles files;
  private final String timeColumn;
  private final Map<String, Optional<Span>> known = new HashMap<>();

  /** From a moment on, up to before another. */
  public record Span(Instant from, Instant to) {
    boolean meets(Span other) {
      return from.isBefore(other.to()) && other.from().isBefore(to);
    }
  }

  RowsInTime(LiveFiles files, String timeColumn) {
    this.files = files;
    this.timeColumn = timeColumn;
  }

  /** All rows of the files that may have some of these stretches; others are among them. */
  public synchronized Dataset<Row> near(Collection<Span> spans) {
    Snapshot snapshot = files.follow();
    List<AddFile> wanted = new ArrayList<>();
    for (AddFile file : files.all()) {
      Optional<Span> held = spanOf(file);
      if (held.isEmpty() || spans.stream().anyMatch(held.get()::meets)) {
        wanted.add(file);
      }
    }
    return files.read(snapshot, wanted);
  }

  /** No row is earlier; empty where there are no rows. */
  public synchronized Optional<Instant> earliest() {
    Snapshot unused = files.follow();
    Instant earliest = null;
    for (AddFile file : files.all()) {
      Instant from = spanOf(file).map(Span::from).orElse(Instant.EPOCH);
      if (earliest == null || from.isBefore(earliest)) {
        earliest = from;
      }
    }
    return Optional.ofNullable(earliest);
  }

  private Optional<Span> spanOf(AddFile file) {
    if (known.size() > 2 * files.all().size()) {
      known.keySet().retainAll(files.all().stream().map(AddFile::path).collect(Collectors.toSet()));
    }
    return known.computeIfAbsent(file.path(), path -> read(file.stats(), timeColumn));
  }

  /** Empty where the statistics do not say. */
  private static Optional<Span> read(@Nullable String statistics, String timeColumn) {
    if (statistics == null || statistics.isEmpty()) {
      return Optional.empty();
    }
    try {
      JsonNode all = JSON.readTree(statistics);
      String least = all.path("minValues").path(timeColumn).asText();
      String greatest = all.path("maxValues").path(timeColumn).asText();
      return least.isEmpty() || greatest.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Span(
                  OffsetDateTime.parse(least).toInstant(),
                  OffsetDateTime.parse(greatest).toInstant().plusMillis(2 * CUT_MILLIS)));
    } catch (JsonProcessingException | DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
