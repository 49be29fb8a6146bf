package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.error.Errors;
import io.marketlake.registry.ModelAliases;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.registry.ModelVersion;
import io.marketlake.tracking.MlflowServer;
import io.marketlake.training.LabelledTexts;
import io.marketlake.training.SentimentTrainer;
import io.marketlake.training.TrainedModel;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Trains a model and publishes it in the lake's registry with a card that says how good it is.
 *
 * <p>{@code scripts/spark-submit/train.sh sentiment --data data/labelled_texts.csv --text text
 * --label label} prints the version and the figures; a running gold job takes it up by itself.
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

    @Option(
        names = "--data",
        paramLabel = "FILE",
        description = "labelled texts, CSV with a header (default: the project's own)")
    private String data = Home.file("data/labelled_texts.csv");

    @Option(
        names = "--text",
        paramLabel = "COLUMN",
        defaultValue = "text",
        description = "column of the text (default: ${DEFAULT-VALUE})")
    private String text = "";

    @Option(
        names = "--label",
        paramLabel = "COLUMN",
        defaultValue = "label",
        description = "column of the label (default: ${DEFAULT-VALUE})")
    private String label = "";

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
      Settings settings = options.load();
      Lake.requireWritable(settings.lake());
      SparkSession spark = SparkSessions.forCommands("train");
      Lake lake = Lake.open(spark, settings.lake());
      ModelRegistry registry =
          new ModelRegistry(lake.models(), spark.sparkContext().hadoopConfiguration());
      Optional<String> idle = retraining.idleBeforeData(lake, registry, SentimentTrainer.KIND);
      if (idle.isPresent()) {
        return nothingToDo(idle.get());
      }
      LabelledTexts texts =
          retraining.with(LabelledTexts.read(spark, data, text, label), lake, settings);
      idle = retraining.idle(texts, registry, SentimentTrainer.KIND);
      if (idle.isPresent()) {
        return nothingToDo(idle.get());
      }
      TrainedModel model = new SentimentTrainer(settings.training()).train(texts);
      Promotion.Outcome outcome =
          new Promotion(registry, new ModelAliases(lake.tables()), by)
              .publish(
                  SentimentTrainer.KIND, Candidate.of(model), promote, settings.training().seed());
      ModelVersion version = outcome.version();
      System.out.println("published " + version.kind() + " " + version.version());
      System.out.println(Figures.of(model.card()));
      System.out.println((outcome.isChampion() ? "champion: " : "challenger: ") + outcome.reason());
      settings
          .tracking()
          .flatMap(
              server ->
                  new MlflowServer(server).tell(TrackedModel.of(registry, model.card(), outcome)))
          .ifPresent(run -> System.out.println("MLflow run: " + run));
      System.out.println("card: " + version.path() + "/card.md");
      spark.stop();
      return 0;
    }

    private static int nothingToDo(String reason) {
      System.out.println("nothing to do: " + reason);
      return 0;
    }
  }
}
