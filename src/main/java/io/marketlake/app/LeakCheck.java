package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.registry.DirectionProfile;
import io.marketlake.training.direction.DirectionTrainer;
import io.marketlake.training.direction.TrainedDirection;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Looks for leaks in forecasts of a price's direction, as {@code train direction} does before it
 * promotes, and publishes nothing. Exit status 1 says that something stands in a promotion's way.
 *
 * <p>{@code scripts/spark-submit/leak-check.sh --bars bars.csv.gz} checks a file's bars.
 */
@Command(
    name = "leak-check",
    description = "Looks for leaks in forecasts of a price's direction; publishes nothing.")
public final class LeakCheck implements Callable<Integer> {
  private static final int FOUND = 1;

  @Mixin private JobOptions options = new JobOptions();
  @Mixin private BarOptions bars = new BarOptions();
  @Spec private @Nullable CommandSpec spec;

  public static void main(String[] arguments) {
    Launcher.launch(new LeakCheck(), arguments);
  }

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Settings settings = options.load();
    Optional<Lake> lake = Optional.empty();
    if (!bars.isOfFile()) {
      Lake.requireReachable(settings.lake());
    }
    SparkSession spark = SparkSessions.forCommands("leak-check");
    if (!bars.isOfFile()) {
      lake = Optional.of(Lake.openExisting(spark, settings.lake()));
    }
    BarOptions.Loaded loaded = bars.read(spark, lake, settings);
    DirectionTrainer trainer = loaded.trainer(settings);
    DirectionTrainer.Prepared prepared = trainer.prepare(loaded.data());
    boolean isOpen = true;
    for (int horizon : loaded.settings().horizons()) {
      TrainedDirection trained = trainer.train(prepared, horizon);
      TrainDirection.report(
          out, DirectionProfile.kind(loaded.settings().intervalName(), horizon), trained);
      Optional<String> refusal = trained.gate().refusal(false);
      out.println(
          refusal
              .map(reason -> "not to be promoted: " + reason)
              .orElse("nothing stands in the way of a promotion"));
      isOpen &= refusal.isEmpty();
    }
    out.flush();
    return isOpen ? 0 : FOUND;
  }
}
