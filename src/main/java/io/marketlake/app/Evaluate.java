package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.error.Errors;
import io.marketlake.registry.CardMarkdown;
import io.marketlake.registry.ModelAliases;
import io.marketlake.registry.ModelCard;
import io.marketlake.registry.ModelEvaluation;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.registry.ModelVersion;
import io.marketlake.training.LabelledTexts;
import io.marketlake.training.SentimentEvaluator;
import io.marketlake.training.SentimentTrainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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
 * Judges a published model on labelled texts that it has not seen, and changes nothing.
 *
 * <p>{@code scripts/spark-submit/evaluate.sh sentiment --model newest --data posts.jsonl --text
 * body --label mood} prints the figures beside those of the majority and of the lexicon alone.
 */
@Command(
    name = "evaluate",
    description = "Judges a published model on labelled texts.",
    mixinStandardHelpOptions = true,
    subcommands = Evaluate.Sentiment.class)
public final class Evaluate implements Callable<Integer> {
  public static void main(String[] arguments) {
    Launcher.launch(new Evaluate(), arguments);
  }

  @Override
  public Integer call() {
    throw Errors.badOption(
        "evaluate", "it names no model", "name one: evaluate sentiment --data FILE");
  }

  /** Judges the model that scores headlines and posts. */
  @Command(
      name = "sentiment",
      description = "Sentiment of headlines and posts: negative, neutral or positive.")
  static final class Sentiment implements Callable<Integer> {
    @Mixin private JobOptions options = new JobOptions();
    @Mixin private LabelledOptions labelled = new LabelledOptions();
    @Spec private @Nullable CommandSpec spec;

    @Option(
        names = "--model",
        paramLabel = "VERSION",
        defaultValue = Settings.NEWEST,
        description = "a version of the registry, or newest (default: ${DEFAULT-VALUE})")
    private String wanted = "";

    @Option(
        names = "--json",
        paramLabel = "FILE",
        description = "also write the figures there, as JSON")
    private @Nullable Path json;

    @Option(
        names = "--card",
        paramLabel = "FILE",
        description = "also write them there as a Markdown page, with pictures beside it")
    private @Nullable Path card;

    @Override
    public Integer call() {
      PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
      Settings settings = options.load();
      Lake.requireReachable(settings.lake());
      SparkSession spark = SparkSessions.forCommands("evaluate");
      Lake lake = Lake.openExisting(spark, settings.lake());
      ModelRegistry registry =
          new ModelRegistry(lake.models(), spark.sparkContext().hadoopConfiguration());
      ModelVersion version =
          wanted.equals(Settings.NEWEST)
              ? registry
                  .newest(SentimentTrainer.KIND)
                  .orElseThrow(() -> Errors.noModel(SentimentTrainer.KIND, registry.path()))
              : new OpenedRegistry(registry, new ModelAliases(lake.tables()))
                  .named(SentimentTrainer.KIND, wanted);
      ModelCard trained = registry.card(version);
      LabelledTexts texts = labelled.read(spark);
      out.println(SentimentFigures.read(texts));
      ModelEvaluation evaluation =
          new SentimentEvaluator(settings.training().seed(), RegistryModels.rules(settings))
              .evaluate(version.version(), registry.load(version), trained, texts);
      out.println();
      out.println(
          SentimentFigures.table(
              "model " + version.version(), evaluation.model(), evaluation.baselines()));
      if (evaluation.rules() != null) {
        out.println(SentimentFigures.table(evaluation.rules()));
      }
      evaluation.remarks().forEach(out::println);
      if (json != null) {
        SentimentFigures.writeJson(json, evaluation);
      }
      if (card != null) {
        writeCard(card, evaluation);
      }
      out.flush();
      return 0;
    }

    private static void writeCard(Path page, ModelEvaluation evaluation) {
      String name = String.valueOf(page.getFileName());
      String prefix = name.replaceFirst("\\.md$", "") + "-";
      try {
        for (Map.Entry<String, String> file :
            CardMarkdown.files(name, prefix, evaluation).entrySet()) {
          SentimentFigures.write(page.resolveSibling(file.getKey()), file.getValue());
        }
      } catch (IOException e) {
        throw Errors.badOption("--card " + page, e.toString(), "give a file that you may write");
      }
    }
  }
}
