package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.error.Errors;
import io.marketlake.registry.Evaluation;
import io.marketlake.registry.ModelAliases;
import io.marketlake.registry.ModelCard;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.registry.ModelVersion;
import io.marketlake.tracking.MlflowServer;
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
import java.util.Optional;
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
    subcommands = {Train.Sentiment.class, TrainDirection.class})
public final class Train implements Callable<Integer> {
  public static void main(String[] arguments) {
    Launcher.launch(new Train(), arguments);
  }

  @Override
  public Integer call() {
    throw Errors.badOption(
        "train", "it names no model", "name one: train sentiment, or train direction");
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

    @Option(
        names = "--promote",
        defaultValue = "if-better",
        converter = PolicyConverter.class,
        description = {
          "whether it becomes champion: if-better (than the champion on the same held-out texts),",
          "always or never (default: ${DEFAULT-VALUE}); the first model does in any case"
        })
    private Promotion.Policy promote = Promotion.Policy.IF_BETTER;

    @Option(
        names = "--by",
        paramLabel = "WHO",
        description = "who trains, for ops.model_aliases (default: this user)")
    private String by = System.getProperty("user.name", "unknown");

    @Mixin private RetrainingOptions retraining = new RetrainingOptions();

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
      ModelRegistry registry =
          new ModelRegistry(lake.models(), spark.sparkContext().hadoopConfiguration());
      Optional<String> idle = retraining.idleBeforeData(lake, registry, SentimentTrainer.KIND);
      if (idle.isPresent()) {
        return nothingToDo(out, idle.get());
      }
      LabelledTexts texts = retraining.with(labelled.read(spark), lake, settings);
      idle = retraining.idle(texts, registry, SentimentTrainer.KIND);
      if (idle.isPresent()) {
        return nothingToDo(out, idle.get());
      }
      out.println(SentimentFigures.read(texts));
      TrainedModel model =
          new SentimentTrainer(
                  settings.training(),
                  new Judging(folds, true),
                  RegistryModels.labelRules(settings))
              .train(texts);
      report(out, model.card());
      Promotion.Outcome outcome =
          new Promotion(registry, new ModelAliases(lake.tables()), by)
              .publish(
                  SentimentTrainer.KIND, Candidate.of(model), promote, settings.training().seed());
      ModelVersion version = outcome.version();
      out.println("published " + version.kind() + " " + version.version());
      out.println(Figures.of(model.card()));
      out.println((outcome.isChampion() ? "champion: " : "challenger: ") + outcome.reason());
      settings
          .tracking()
          .flatMap(
              server ->
                  new MlflowServer(server)
                      .tell(TrackedModel.of(registry, model.card(), Map.of(), outcome)))
          .ifPresent(run -> out.println("MLflow run: " + run));
      out.println("card: " + version.path() + "/card.md");
      if (json != null) {
        SentimentFigures.writeJson(json, model.card());
      }
      out.flush();
      return 0;
    }

    private static int nothingToDo(PrintWriter out, String reason) {
      out.println("nothing to do: " + reason);
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
      if (card.rules() != null) {
        out.println(SentimentFigures.table(card.rules()));
      }
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
