package io.marketlake.app;

import io.marketlake.backtest.BacktestRun;
import io.marketlake.backtest.BacktestRun.Result;
import io.marketlake.backtest.EquityPicture;
import io.marketlake.backtest.ExecutionSettings;
import io.marketlake.backtest.LookAheadCheck;
import io.marketlake.backtest.Strategy;
import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.error.BacktestErrors;
import io.marketlake.error.Errors;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Trades a strategy over bars as they were known, beside buy and hold, and writes nothing to the
 * lake.
 *
 * <p>{@code scripts/spark-submit/backtest.sh --strategy sma-crossover --feed ticks --svg
 * crossover.svg} reads {@code silver.bars}; {@code --bars FILE} reads a file in its place.
 */
@Command(
    name = "backtest",
    description = {
      "Trades a strategy over bars as they were known, after costs, beside buy and hold; checks"
          + " that",
      "it does not look ahead, and writes nothing to the lake."
    })
public final class Backtest implements Callable<Integer> {
  private static final int MOST_MOMENTS = 1000;

  @Mixin private JobOptions options = new JobOptions();
  @Mixin private StrategyOptions strategyOptions = new StrategyOptions();
  @Mixin private MarketOptions marketOptions = new MarketOptions();
  @Mixin private ExecutionOptions executionOptions = new ExecutionOptions();
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--leak-moments",
      paramLabel = "N",
      description =
          "moments of each symbol at which it is tried whether the strategy looks ahead"
              + " (default: ${DEFAULT-VALUE})")
  private int moments = 20;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "what the draws of days begin with (default: ${DEFAULT-VALUE})")
  private long seed = 42;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "also write figures and curves there")
  private @Nullable Path json;

  @Option(names = "--svg", paramLabel = "FILE", description = "also draw the curves there")
  private @Nullable Path svg;

  @Option(
      names = "--trades",
      paramLabel = "FILE",
      description = "also write the trades there, as CSV")
  private @Nullable Path trades;

  public static void main(String[] arguments) {
    Launcher.launch(new Backtest(), arguments);
  }

  @Override
  public Integer call() {
    if (moments < 1 || moments > MOST_MOMENTS) {
      throw Errors.badOption(
          "--leak-moments " + moments,
          "it is not between 1 and " + MOST_MOMENTS,
          "try --leak-moments 20");
    }
    strategyOptions.requireFit();
    marketOptions.requireFit();
    Settings settings = options.load();
    ExecutionSettings execution =
        executionOptions.of(settings.direction().forecastDelay(), marketOptions.calendar(settings));
    boolean needsLake = marketOptions.isOfLake() || strategyOptions.isModel();
    if (needsLake) {
      Lake.requireReachable(settings.lake());
    }
    SparkSession spark = SparkSessions.forCommands("backtest");
    Optional<Lake> lake =
        needsLake ? Optional.of(Lake.openExisting(spark, settings.lake())) : Optional.empty();
    BacktestMarket market =
        marketOptions.read(spark, lake, settings, execution.calendar(), strategyOptions.isModel());
    Optional<BacktestModel> model =
        strategyOptions.isModel()
            ? Optional.of(
                BacktestModel.open(spark, lake.orElseThrow(), settings, market, strategyOptions))
            : Optional.empty();
    Strategy both =
        model
            .map(BacktestModel::strategy)
            .orElseGet(() -> strategyOptions.ofIndicators(settings.indicators()));
    Strategy strategy = strategyOptions.isLongOnly() ? both.longOnly() : both;
    LookAheadCheck.difference(strategy, market.bars(), moments)
        .ifPresent(
            difference -> {
              throw BacktestErrors.leak(strategy.name(), difference);
            });
    Result result =
        new BacktestRun(market.bars(), execution, seed)
            .run(strategy, marketOptions.from(), marketOptions.to())
            .orElseThrow(() -> BacktestErrors.nothingToTest(market.name(), strategy.name()));
    Map<String, Object> told = told(execution, market);
    model.ifPresent(of -> told.putAll(of.remarks(result)));
    String ruins = BacktestText.ruins(result.traded());
    if (!ruins.isEmpty()) {
      told.put(
          "ruined", ruins + ": all of the symbol's capital was lost, and it was traded no more");
    }
    print(result, told);
    write(result, told);
    return 0;
  }

  private Map<String, Object> told(ExecutionSettings execution, BacktestMarket market) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("data", market.name());
    told.put("reading", market.reading());
    told.put("interval", market.interval());
    told.put("calendar", execution.calendar().name());
    told.put(
        "execution",
        "filled at the first open "
            + text(execution.delay())
            + " after a bar is known, or later; a trade pays "
            + execution.costBasisPoints()
            + " basis points, and slips by "
            + execution.slippageBasisPoints()
            + " and "
            + execution.slippageOfRange()
            + " of its bar's range");
    told.put(
        "nights",
        execution
            .flatBefore()
            .map(before -> "flat " + text(before) + " before the end of a session")
            .orElse("nights and gaps are held"));
    told.put(
        "lookAhead",
        "none at "
            + moments
            + " moments of each symbol: decisions were the same without the bars and texts known"
            + " later");
    return told;
  }

  private static String text(Duration duration) {
    return duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }

  private void print(Result result, Map<String, Object> told) {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%s: %d bars of %s, from %s to %s, %d days; annualised by %.0f bars a year%n",
        result.strategy(),
        result.bars(),
        String.join(", ", result.symbols()),
        result.begin(),
        result.end(),
        result.traded().performance().days(),
        result.traded().performance().barsPerYear());
    told.forEach((name, text) -> out.println(name + ": " + plain(text)));
    if (result.untimelyBars() > 0) {
      out.println(
          result.untimelyBars() + " bars are left out: they became known after a later one");
    }
    if (result.outOfSessionBars() > 0) {
      out.println(result.outOfSessionBars() + " bars are left out: they lie outside of sessions");
    }
    out.println();
    out.println(BacktestText.table(result));
    out.flush();
  }

  private static String plain(Object told) {
    return told instanceof Map<?, ?> several
        ? several.entrySet().stream()
            .map(each -> each.getKey() + " " + each.getValue())
            .collect(Collectors.joining(", "))
        : String.valueOf(told);
  }

  private void write(Result result, Map<String, Object> told) {
    if (json != null) {
      SentimentFigures.writeJson(json, BacktestText.json(result, told));
    }
    if (svg != null) {
      write("--svg", svg, EquityPicture.of(result));
    }
    if (trades != null) {
      write("--trades", trades, BacktestText.csv(result.traded()));
    }
  }

  private static void write(String option, Path file, String content) {
    try {
      SentimentFigures.write(file, content);
    } catch (IOException e) {
      throw Errors.badOption(option + " " + file, e.toString(), "give a file that you may write");
    }
  }
}
