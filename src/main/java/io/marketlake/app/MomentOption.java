package io.marketlake.app;

import io.marketlake.error.Errors;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import picocli.CommandLine.ITypeConverter;

/** A moment as the command line writes it: a date, which begins at midnight UTC, or a time. */
final class MomentOption implements ITypeConverter<Instant> {
  @Override
  public Instant convert(String text) {
    try {
      return text.contains("T")
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      throw Errors.badOption(
          text, "it is no date and no time", "write 2026-03-02 or 2026-03-02T14:30:00Z");
    }
  }
}
