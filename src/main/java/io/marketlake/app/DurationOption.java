package io.marketlake.app;

import io.marketlake.config.Durations;
import io.marketlake.error.Errors;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;

/** Reads an option such as 90s, 5m or 1h. */
final class DurationOption implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    return Durations.read(text)
        .orElseThrow(() -> Errors.badOption(text, "it is no duration", "write " + Durations.FORM));
  }
}
