package io.marketlake.app;

import io.marketlake.backtest.ExecutionSettings;
import io.marketlake.error.Errors;
import io.marketlake.feature.market.TradingCalendar;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how trades are made and what they cost. */
final class ExecutionOptions {
  @Option(
      names = "--delay",
      converter = DurationOption.class,
      description =
          "from when a bar is known until an order can be filled"
              + " (default: direction.forecast-delay)")
  private @Nullable Duration delay;

  @Option(
      names = "--cost-bps",
      paramLabel = "N",
      description = "what a trade pays, in basis points of its value (default: ${DEFAULT-VALUE})")
  private double cost = 1;

  @Option(
      names = "--slippage-bps",
      paramLabel = "N",
      description = "how much worse than the open it is filled (default: ${DEFAULT-VALUE})")
  private double slippage = 1;

  @Option(
      names = "--slippage-of-range",
      paramLabel = "SHARE",
      description = "and a share of its bar's high less low (default: ${DEFAULT-VALUE})")
  private double ofRange;

  @Option(
      names = "--flat-overnight",
      paramLabel = "TIME",
      arity = "0..1",
      fallbackValue = "5m",
      converter = DurationOption.class,
      description =
          "hold nothing over the end of a session; sell so long before"
              + " (without a time: ${FALLBACK-VALUE}). Without it, nights and gaps are held")
  private @Nullable Duration flatBefore;

  /**
   * What they come to.
   *
   * @param usualDelay where none is given
   */
  ExecutionSettings of(Duration usualDelay, TradingCalendar calendar) {
    if (flatBefore != null && calendar.name().equals(TradingCalendar.CONTINUOUS)) {
      throw Errors.badOption(
          "--flat-overnight",
          "a market that trades around the clock has no end of a session",
          "name the market's calendar: --calendar us-equities");
    }
    try {
      return new ExecutionSettings(
          delay == null ? usualDelay : delay,
          cost,
          slippage,
          ofRange,
          calendar,
          Optional.ofNullable(flatBefore));
    } catch (IllegalArgumentException e) {
      throw Errors.badOption(
          "--delay, --cost-bps, --slippage-bps, --slippage-of-range or --flat-overnight",
          String.valueOf(e.getMessage()),
          "try --cost-bps 1 --slippage-bps 1");
    }
  }
}
