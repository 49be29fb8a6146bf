package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.error.Errors;
import io.marketlake.registry.Evaluation;
import io.marketlake.registry.ModelCard;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.registry.ModelVersion;
import io.marketlake.training.LabelledTexts;
import io.marketlake.training.SentimentTrainer;
import io.marketlake.training.SentimentTrainer.Judging;
import io.marketlake.training.TrainedModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
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
 * Trains a model and publishes it in the lake's registry with a card that says how good it is.
 *
 * <p>{@code scripts/spark-submit/train.sh sentiment --data headlines.csv --text headline --label
 * sentiment --cv 5} prints what was read, the figures beside the baselines' and the version; a
 * running gold job takes it up by itself. docs/models.md says what the figures mean.
 */
@Command(
    name = "train",
    description = "Trains a model and publishes it in the registry.",
    mixinStandardHelpOptions = true,
    subcommands = Train.Sentiment.class)
public final class Train implements Callable<Integer> {
  public static void main(String[] arguments) {
    Launcher.launch(new Train(), arguments);
  }

  @Override
  public Integer call() {
    throw Errors.badOption("train", "it names no model", "name one: train sentiment --data FILE");
  }

  /** Trains the model that scores headlines and posts. */
  @Command(
      name = "sentiment",
      description = "Sentiment of headlines and posts: negative, neutral or positive.")
  static final class Sentiment implements Callable<Integer> {
    @Mixin private JobOptions options = new JobOptions();
    @Mixin private LabelledOptions labelled = new LabelledOptions();
    @Spec private @Nullable CommandSpec spec;

    @Option(
        names = "--cv",
        paramLabel = "FOLDS",
        defaultValue = "0",
        description = "also judge every text in a cross-validation of so many folds, 2 to 20")
    private int folds;

    @Option(
        names = "--holdout",
        paramLabel = "SHARE",
        description = "share of the texts that judges the model (sentiment.training.holdout)")
    private @Nullable String holdout;

    @Option(
        names = "--seed",
        paramLabel = "NUMBER",
        description = "what chooses these texts (sentiment.training.seed)")
    private @Nullable String seed;

    @Option(
        names = "--json",
        paramLabel = "FILE",
        description = "also write the card there, as JSON")
    private @Nullable Path json;

    @Override
    public Integer call() {
      PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
      Settings settings = options.load(own());
      if (folds != 0 && (folds < 2 || folds > 20)) {
        throw Errors.badOption("--cv " + folds, "it is not from 2 to 20", "write --cv 5");
      }
      Lake.requireWritable(settings.lake());
      SparkSession spark = SparkSessions.forCommands("train");
      Lake lake = Lake.open(spark, settings.lake());
      LabelledTexts texts = labelled.read(spark);
      out.println(SentimentFigures.read(texts));
      TrainedModel model =
          new SentimentTrainer(settings.training(), new Judging(folds, true)).train(texts);
      report(out, model.card());
      ModelRegistry registry =
          new ModelRegistry(lake.models(), spark.sparkContext().hadoopConfiguration());
      ModelVersion version = registry.publish(SentimentTrainer.KIND, model.model(), model.card());
      out.println("published " + version.kind() + " " + version.version());
      out.println(Figures.of(model.card()));
      out.println("card: " + version.path() + "/card.md");
      if (json != null) {
        SentimentFigures.writeJson(json, model.card());
      }
      out.flush();
      return 0;
    }

    /** The settings that the command's own options set. */
    private Map<String, String> own() {
      Map<String, String> own = new HashMap<>();
      if (holdout != null) {
        own.put("sentiment.training.holdout", holdout);
      }
      if (seed != null) {
        own.put("sentiment.training.seed", seed);
      }
      return own;
    }

    private static void report(PrintWriter out, ModelCard card) {
      Map<String, Evaluation> baselines = new LinkedHashMap<>();
      baselines.put("majority", card.baseline());
      baselines.putAll(card.baselines());
      out.println();
      out.println(
          SentimentFigures.table(
              "holdout of " + card.split().holdoutRows(), card.model(), baselines));
      ModelCard.CrossValidation folds = card.crossValidation();
      if (folds != null) {
        out.println(
            SentimentFigures.table(
                folds.folds() + " folds of " + folds.model().rows(),
                folds.model(),
                folds.baselines()));
      }
    }
  }
}
