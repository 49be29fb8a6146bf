package io.marketlake.app;

import io.marketlake.alert.AlertBook;
import io.marketlake.alert.AlertStep;
import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.schema.GoldAlerts;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Lists the alerts that are open, and tells by its exit code whether any is. Changes nothing.
 *
 * <p>{@code scripts/spark-submit/alerts.sh --rule direction-} ends with 3 where one is open of a
 * rule whose name begins so, so that cron may do something about it.
 */
@Command(
    name = "alerts",
    description = {
      "Lists the alerts that are open.",
      "Exit code: 0 none is open, 3 some are; 1 and 2 as with every job."
    })
public final class Alerts implements Callable<Integer> {
  private static final int SOME_ARE_OPEN = 3;

  @Mixin private JobOptions options = new JobOptions();
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--rule",
      paramLabel = "PREFIX",
      defaultValue = "",
      description = "only those of rules whose name begins so")
  private String rule = "";

  @Option(
      names = "--subjects",
      description = "print what they are about alone, one a line: for scripts")
  private boolean subjects;

  @Option(names = "--closed", description = "list those that are closed, too")
  private boolean closed;

  public static void main(String[] arguments) {
    Launcher.launch(new Alerts(), arguments);
  }

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Settings settings = options.load();
    Lake.requireReachable(settings.lake());
    SparkSession spark = SparkSessions.forCommands("alerts");
    Lake lake = Lake.openExisting(spark, settings.lake());
    List<AlertStep> alerts =
        new AlertBook(lake.tables(), InstantSource.system())
            .newest().stream().filter(step -> step.rule().startsWith(rule)).toList();
    boolean isAnyOpen = alerts.stream().anyMatch(Alerts::isOpen);
    alerts.stream()
        .filter(step -> closed || isOpen(step))
        .forEach(
            step ->
                out.println(
                    subjects
                        ? step.subject()
                        : "%s  %-7s  %s, %s: %s"
                            .formatted(
                                step.knownAt(),
                                step.step(),
                                step.rule(),
                                step.subject(),
                                step.sentence())));
    out.flush();
    return isAnyOpen ? SOME_ARE_OPEN : 0;
  }

  private static boolean isOpen(AlertStep step) {
    return !step.step().equals(GoldAlerts.CLOSED);
  }
}
