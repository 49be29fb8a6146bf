package io.marketlake.app;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.round;

import io.marketlake.alert.AlertStep;
import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.error.ErrorCode;
import io.marketlake.error.PipelineException;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.GoldDirection;
import io.marketlake.schema.GoldModelQuality;
import io.marketlake.schema.SilverBars;
import io.marketlake.storage.StorageCheck;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code gold.direction} and {@code silver.bars} -> {@code gold.model_quality} and {@code
 * gold.alerts}: how good the forecasts were, once, beside running jobs. For cron.
 *
 * <p>{@code scripts/spark-submit/quality.sh} prints the newest windows beside their baselines, and
 * the steps of alerts that it took.
 */
@Command(
    name = "quality",
    description = {
      "Grades the forecasts that were made, beside baselines over the same bars, and opens and",
      "closes alerts: features that have drifted, skill that is lost. Run it by cron."
    })
public final class Quality implements Callable<Integer> {
  private static final List<String> SHARES =
      List.of(
          GoldModelQuality.COVERAGE,
          GoldModelQuality.ACCURACY,
          GoldModelQuality.MAJORITY_ACCURACY,
          GoldModelQuality.PERSISTENCE_ACCURACY,
          GoldModelQuality.REVERSAL_ACCURACY,
          GoldModelQuality.BRIER,
          GoldModelQuality.LOG_LOSS);

  @Mixin private JobOptions options = new JobOptions();
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--limit",
      paramLabel = "ROWS",
      defaultValue = "20",
      description = "windows that are shown, the newest first (default: ${DEFAULT-VALUE})")
  private int limit = 20;

  @Option(
      names = "--if-free",
      description = {
        "do nothing, and end with 0, where another process keeps the quality current, as",
        "stream.sh does"
      })
  private boolean isIfFree;

  public static void main(String[] arguments) {
    Launcher.launch(new Quality(), arguments);
  }

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Settings settings = options.load();
    StorageCheck.requireWritable(settings.lake(), Lake.STATE);
    SparkSession spark = SparkSessions.forCommands("quality");
    Lake lake = Lake.openExistingToWrite(spark, settings.lake());
    List<AlertStep> steps;
    try (QualityRefresh quality = QualityRefresh.open(spark, lake, settings)) {
      steps = quality.refresh();
    } catch (PipelineException e) {
      if (!isIfFree || e.code() != ErrorCode.BUSY) {
        throw e;
      }
      out.println("left to another process: " + e.getMessage());
      out.flush();
      return 0;
    }
    if (lake.tables().exists(GoldModelQuality.TABLE)) {
      print(out, lake);
    } else {
      out.println("nothing has been forecast yet");
    }
    steps.forEach(
        step ->
            out.printf(
                "%s %s, %s: %s%n", step.step(), step.rule(), step.subject(), step.sentence()));
    out.flush();
    return 0;
  }

  private void print(PrintWriter out, Lake lake) {
    List<Column> columns =
        new ArrayList<>(
            List.of(
                col(BronzeEvents.DAY),
                col(SilverBars.SOURCE_FEED),
                col(SilverBars.INTERVAL),
                col(GoldDirection.HORIZON),
                col(GoldDirection.MODEL_VERSION),
                col(GoldModelQuality.BARS_DUE),
                col(GoldModelQuality.LATE),
                col(GoldModelQuality.JUDGED)));
    SHARES.forEach(name -> columns.add(round(col(name), 4).as(name)));
    new RowPrinter(out, RowPrinter.Format.TABLE, limit)
        .print(
            lake.tables()
                .read(GoldModelQuality.TABLE)
                .filter(col(GoldModelQuality.PERIOD).equalTo(GoldModelQuality.WINDOW))
                .orderBy(
                    col(BronzeEvents.DAY).desc(),
                    col(SilverBars.SOURCE_FEED),
                    col(GoldDirection.HORIZON),
                    col(GoldDirection.MODEL_VERSION))
                .limit(limit)
                .select(columns.toArray(Column[]::new)));
  }
}
