package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.marts.Refreshed;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Silver, bars and sentiment -> the marts of gold, the days anew that were touched since.
 *
 * <p>{@code scripts/spark-submit/marts.sh} goes on until it is stopped, a refresh every {@code
 * marts.refresh}; {@code --once} refreshes once, prints the tables that changed, and ends. Where a
 * mart can't be brought up to date, the others are, and then the job ends with a non-zero status
 * and one sentence.
 */
@Command(
    name = "marts",
    description = {
      "Keeps the marts of gold current: recomputes the days that were touched since the last time.",
      "stream.sh does so too, unless marts.in-stream is off; one process at a time can."
    })
public final class Marts implements Callable<Integer> {
  /** Before Spark's own hook, which would end the session under the refresh. */
  private static final int BEFORE_SPARK = 100;

  private static final int STOP_LIMIT_SECONDS = 60;
  private static final Duration LOOK = Duration.ofSeconds(1);

  @Mixin private JobOptions options = new JobOptions();

  @Option(names = "--once", description = "refresh once, and end")
  private boolean once;

  public static void main(String[] arguments) {
    Launcher.launch(new Marts(), arguments);
  }

  @Override
  public Integer call() {
    Settings settings = options.load();
    MartDays.requireKept(settings);
    Lake.requireWritable(settings.lake());
    SparkSession spark = SparkSessions.forCommands("marts");
    Lake lake = Lake.open(spark, settings.lake());
    MartRefreshes marts = MartRefreshes.open(spark, lake, settings, HaltAt.fromEnvironment());
    if (once) {
      try (marts) {
        Refreshed refreshed = marts.refresh();
        print(refreshed.changed());
        List<String> unused = refreshed.orThrow();
      }
      return 0;
    }
    try (RefreshLoop loop =
        RefreshLoop.start(new StrictMartRefreshes(marts), settings.marts().refresh())) {
      ShutdownHookManager.get()
          .addShutdownHook(loop::close, BEFORE_SPARK, STOP_LIMIT_SECONDS, TimeUnit.SECONDS);
      boolean ended = false;
      while (!ended) {
        ended = loop.await(LOOK);
      }
    }
    return 0;
  }

  private static void print(List<String> changed) {
    changed.forEach(table -> System.out.println(table + " refreshed"));
    if (changed.isEmpty()) {
      System.out.println("nothing to do");
    }
  }
}
