package io.marketlake.app;

import io.marketlake.bars.BarFeed;
import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.erasure.Erasure;
import io.marketlake.error.Errors;
import io.marketlake.history.BarRebuild;
import io.marketlake.history.BarRebuild.Mode;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Makes the bars of feeds anew from silver, while no job writes them: stop the bars (Ctrl-C lets
 * them end their micro-batch), rebuild, start them again.
 *
 * <p>{@code scripts/spark-submit/rebuild.sh --mode corrected} lets late events count; {@code --mode
 * as-streamed} makes what the stream would have made under the present settings. A line a day or a
 * part is printed, and what was added. Killed, the same command goes on.
 */
@Command(
    name = "rebuild",
    description = {
      "Makes the bars of feeds anew from silver.",
      "What differs is added as a further revision; what is the same stays."
    })
public final class Rebuild implements Callable<Integer> {
  @Mixin private JobOptions options = new JobOptions();

  @Option(
      names = "--mode",
      required = true,
      paramLabel = "MODE",
      converter = ModeOption.class,
      description = "as-streamed (late events stay out) or corrected (they count)")
  private Mode mode = Mode.CORRECTED;

  @Option(
      names = "--feed",
      split = ",",
      paramLabel = "FEED",
      description = "only these feeds, separated by commas; all with bars by default")
  private List<String> feeds = List.of();

  @Option(
      names = "--from-date",
      paramLabel = "DATE",
      description =
          "begin with this date (2026-03-02, by the feed's calendar); everything by default or,"
              + " corrected, from the first date with late events that no bar holds")
  private @Nullable LocalDate from;

  public static void main(String[] arguments) {
    Launcher.launch(new Rebuild(), arguments);
  }

  /** The mode as the command line writes it. */
  static final class ModeOption implements ITypeConverter<Mode> {
    @Override
    public Mode convert(String text) {
      for (Mode mode : Mode.values()) {
        if (mode.option().equals(text)) {
          return mode;
        }
      }
      throw Errors.badOption(
          "--mode " + text, "there is no such mode", "write as-streamed or corrected");
    }
  }

  @Override
  public Integer call() {
    Settings settings = options.load();
    List<BarFeed> wanted = BarLayers.feeds(settings, settings.feedsNamed(feeds));
    if (wanted.isEmpty()) {
      throw Errors.badOption(
          "--feed " + String.join(",", feeds),
          "none of these feeds has bars",
          "name a feed whose settings have a block bars, such as ticks");
    }
    Lake.requireWritable(settings.lake());
    SparkSession spark = SparkSessions.forCommands("rebuild");
    Lake lake = Lake.openExistingToWrite(spark, settings.lake());
    for (BarFeed feed : wanted) {
      BarRebuild.Result result =
          new BarRebuild(
                  lake,
                  feed,
                  BarLayers.tables(settings),
                  settings.leases(),
                  settings.stream().parallelWrites(),
                  System.out::println,
                  HaltAt.fromEnvironment())
              .onceHeld(() -> Erasure.requireNoneUnfinished(lake, feed.name()))
              .run(mode, Optional.ofNullable(from));
      System.out.println(said(feed.name(), mode, result));
    }
    return 0;
  }

  private static String said(String feed, Mode mode, BarRebuild.Result result) {
    String what = feed + ", " + mode.option();
    String how = result.resumed() ? " (went on with an interrupted run)" : "";
    if (result.isNothing()) {
      return what + how + ": nothing differs, and nothing was written.";
    }
    return "%s%s: %,d rows of silver.bars and %,d of silver.windows differed and were added%s."
        .formatted(
            what,
            how,
            result.bars(),
            result.windows(),
            result.lateChanged() ? "; silver.late was replaced" : "");
  }
}
