package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.error.Errors;
import io.marketlake.job.SqlMistake;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Runs a SQL query on the lake and prints the result; reading disturbs no running job.
 *
 * <p>{@code scripts/spark-submit/query.sh "SELECT label, count(*) FROM gold.sentiment GROUP BY
 * label"} prints a table; {@code --format json|csv} prints every row for other programs.
 */
@Command(
    name = "query",
    description = {
      "Runs a SQL query on the lake.",
      "Tables: bronze.events, silver.<feed>, silver.bars, silver.windows, silver.late,",
      "quarantine.events, gold.sentiment, gold.rule_counts, the marts (gold.symbol_day, …); views:",
      "bronze.<feed>, quarantine.<feed>, quarantine.open, quarantine.corrections,",
      "silver.priced_events, silver.bars_current, silver.base_bars, silver.bars_open,",
      "reference.company_periods."
    })
public final class Query implements Callable<Integer> {
  private static final Pattern READS =
      Pattern.compile(
          "^\\s*(\\(|(SELECT|WITH|SHOW|DESC|DESCRIBE|EXPLAIN|VALUES|TABLE|FROM)\\b)",
          Pattern.CASE_INSENSITIVE);

  @Mixin private JobOptions options = new JobOptions();

  @Parameters(paramLabel = "SQL", description = "the query")
  private String sql = "";

  @Option(
      names = "--format",
      defaultValue = "table",
      description = "table, json (a line a row) or csv (default: ${DEFAULT-VALUE})")
  private RowPrinter.Format format = RowPrinter.Format.TABLE;

  @Option(
      names = "--limit",
      paramLabel = "ROWS",
      defaultValue = "100",
      description = "rows of a table that are shown (default: ${DEFAULT-VALUE})")
  private int limit = 100;

  public static void main(String[] arguments) {
    Launcher.launch(new Query(), arguments);
  }

  @Override
  public Integer call() {
    if (!READS.matcher(sql).find()) {
      throw Errors.badQuery(
          "it is not one that only reads (SELECT, WITH, SHOW, DESCRIBE, EXPLAIN)");
    }
    Settings settings = options.load();
    Lake.requireReachable(settings.lake());
    SparkSession spark = SparkSessions.forCommands("query");
    Lake lake = Lake.openExisting(spark, settings.lake());
    LakeSchema.register(spark, lake, settings);
    try {
      new RowPrinter(new PrintWriter(System.out, false, StandardCharsets.UTF_8), format, limit)
          .print(spark.sql(sql));
    } catch (Exception e) {
      // Spark's AnalysisException is checked in Scala and undeclared in Java.
      String reason = SqlMistake.reason(e).orElse(null);
      if (reason == null) {
        throw e;
      }
      throw Errors.badQuery(reason);
    } finally {
      spark.stop();
    }
    return 0;
  }
}
