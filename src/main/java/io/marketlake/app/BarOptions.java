package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.error.Errors;
import io.marketlake.feature.direction.DirectionSettings;
import io.marketlake.feature.market.TradingCalendar;
import io.marketlake.schema.Micros;
import io.marketlake.training.direction.BarsOfFile;
import io.marketlake.training.direction.DirectionData;
import io.marketlake.training.direction.DirectionTrainer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which bars are learnt from. */
final class BarOptions {
  @Mixin private BarFileOptions file = new BarFileOptions();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = MomentOption.class,
      description = "bars that start earlier are not read (ISO-8601; default: all are)")
  private @Nullable Instant from;

  @Option(
      names = "--as-of",
      paramLabel = "TIME",
      converter = MomentOption.class,
      description = "what was known later does not count (ISO-8601; default: now)")
  private @Nullable Instant asOf;

  /** Bars to learn from, and the settings with the length that they have. */
  record Loaded(DirectionData data, DirectionSettings settings) {
    DirectionTrainer trainer(Settings all) {
      return new DirectionTrainer(
          settings,
          all.directionTraining(),
          all.indicators(),
          Math.max(all.bars().warmAfter(), all.indicators().barsToForget() + 1));
    }
  }

  /** Whether the lake is not read. */
  boolean isOfFile() {
    return file.isGiven();
  }

  /**
   * Reads the bars.
   *
   * @param lake empty where a file is given
   */
  Loaded read(SparkSession spark, Optional<Lake> lake, Settings settings) {
    file.requireFit();
    DirectionSettings own = settings.direction();
    long most = LakeBars.most(LakeBars.BYTES_TO_TRAIN);
    if (!file.isGiven()) {
      if (file.namesCalendar()) {
        throw Errors.badOption(
            "--calendar", "the bars of the lake have their feed's", "leave it out");
      }
      LakeBars.Selection selection =
          new LakeBars.Selection(
              own.intervalName(),
              List.of(),
              file.symbols(),
              Optional.ofNullable(from),
              Optional.empty(),
              Optional.of(asOf == null ? Instant.now() : asOf));
      return new Loaded(LakeTraining.read(lake.orElseThrow(), settings, selection, most), own);
    }
    TradingCalendar sessions = file.calendar(settings, TradingCalendar.continuous());
    BarsOfFile bars = file.read(spark, settings, own.interval(), sessions, most);
    return new Loaded(
        bars.data()
            .between(
                from == null ? Long.MIN_VALUE : Micros.of(from),
                asOf == null ? Long.MAX_VALUE : Micros.of(asOf)),
        own.withInterval(bars.interval()));
  }
}
