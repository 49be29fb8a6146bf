package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.error.Errors;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.registry.ModelVersion;
import io.marketlake.training.LabelledTexts;
import io.marketlake.training.SentimentTrainer;
import io.marketlake.training.TrainedModel;
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

    @Override
    public Integer call() {
      Settings settings = options.load();
      Lake.requireWritable(settings.lake());
      SparkSession spark = SparkSessions.forCommands("train");
      Lake lake = Lake.open(spark, settings.lake());
      TrainedModel model =
          new SentimentTrainer(settings.training())
              .train(LabelledTexts.read(spark, data, text, label));
      ModelRegistry registry =
          new ModelRegistry(lake.models(), spark.sparkContext().hadoopConfiguration());
      ModelVersion version = registry.publish(SentimentTrainer.KIND, model.model(), model.card());
      System.out.println("published " + version.kind() + " " + version.version());
      System.out.println(Figures.of(model.card()));
      System.out.println("card: " + version.path() + "/card.md");
      spark.stop();
      return 0;
    }
  }
}
