package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.registry.DirectionProfile;
import io.marketlake.registry.ModelAliases;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.registry.ModelVersion;
import io.marketlake.tracking.MlflowServer;
import io.marketlake.training.direction.DirectionPage;
import io.marketlake.training.direction.DirectionReport;
import io.marketlake.training.direction.DirectionTrainer;
import io.marketlake.training.direction.LeakFinding;
import io.marketlake.training.direction.TrainedDirection;
import java.io.PrintWriter;
import java.nio.file.Path;
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
 * Trains a model of a price's direction for each horizon, judges it walk-forward, checks it for
 * leaks and publishes it. docs/direction.md says what the figures mean.
 */
@Command(name = "direction", description = "Whether a bar's price will rise, a model a horizon.")
final class TrainDirection implements Callable<Integer> {
  @Mixin private JobOptions options = new JobOptions();
  @Mixin private BarOptions bars = new BarOptions();
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--promote",
      defaultValue = "if-better",
      converter = PolicyConverter.class,
      description = {
        "whether it becomes champion: if-better (than the champion on the same held-out bars),",
        "always or never (default: ${DEFAULT-VALUE}); the first one, if better than the majority"
      })
  private Promotion.Policy promote = Promotion.Policy.IF_BETTER;

  @Option(
      names = "--i-checked",
      description = "you have looked into figures that are too good to be true; they are no leak")
  private boolean isSigned;

  @Option(
      names = "--if-new-data",
      description = "do nothing where the newest version was trained on the same bars")
  private boolean ifNewData;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "also write the figures of all horizons there, as JSON")
  private @Nullable Path json;

  @Option(
      names = "--by",
      paramLabel = "WHO",
      description = "who trains, for ops.model_aliases (default: this user)")
  private String by = System.getProperty("user.name", "unknown");

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Settings settings = options.load();
    Lake.requireWritable(settings.lake());
    SparkSession spark = SparkSessions.forCommands("train");
    Lake lake = Lake.open(spark, settings.lake());
    ModelRegistry registry = RegistryModels.registry(spark, lake);
    BarOptions.Loaded loaded = bars.read(spark, Optional.of(lake), settings);
    DirectionTrainer trainer = loaded.trainer(settings);
    out.println(loaded.data().name() + ": " + loaded.data().reading());
    DirectionTrainer.Prepared prepared = trainer.prepare(loaded.data());
    Map<String, DirectionReport> reports = new LinkedHashMap<>();
    for (int horizon : loaded.settings().horizons()) {
      String kind = DirectionProfile.kind(loaded.settings().intervalName(), horizon);
      Optional<ModelVersion> same = sameData(registry, kind, loaded.data().sha256());
      if (same.isPresent()) {
        out.println("nothing to do: " + kind + " " + same.get().version() + " is of the same bars");
        continue;
      }
      TrainedDirection trained = trainer.train(prepared, horizon);
      reports.put(kind, trained.report());
      // Also where a later horizon can't be trained.
      write(reports);
      report(out, kind, trained);
      Promotion.Outcome outcome =
          new Promotion(registry, new ModelAliases(lake.tables()), by)
              .publish(
                  kind,
                  new DirectionContender(
                      registry, trained, isSigned, settings.directionTraining().seed()),
                  promote);
      out.println("published " + kind + " " + outcome.version().version());
      out.println((outcome.isChampion() ? "champion: " : "challenger: ") + outcome.reason());
      settings
          .tracking()
          .flatMap(
              server ->
                  new MlflowServer(server)
                      .tell(
                          TrackedModel.of(
                              registry, trained.card(), trained.report().metrics(), outcome)))
          .ifPresent(run -> out.println("MLflow run: " + run));
      out.println("card: " + outcome.version().path() + "/card.md");
      out.flush();
    }
    if (reports.isEmpty()) {
      write(reports);
    }
    out.flush();
    return 0;
  }

  private void write(Map<String, DirectionReport> reports) {
    if (json != null) {
      SentimentFigures.writeJson(json, reports);
    }
  }

  private Optional<ModelVersion> sameData(ModelRegistry registry, String kind, String sha256) {
    return ifNewData
        ? registry.newest(kind).filter(v -> registry.card(v).data().sha256().equals(sha256))
        : Optional.empty();
  }

  /** The figures of a training, and what the checks for leaks found. */
  static void report(PrintWriter out, String kind, TrainedDirection trained) {
    DirectionReport report = trained.report();
    out.println();
    out.printf(
        "%s: %d rows, %d ties, %d without a price, %d open; not forecast: %s; recipe %s%n",
        kind,
        report.rows(),
        report.ties(),
        report.withoutPrice(),
        report.open(),
        DirectionPage.notForecast(report),
        report.recipe());
    out.print(DirectionPage.table(report));
    for (LeakFinding finding : report.findings()) {
      out.printf(
          "%-6s %s: %s%n",
          finding.isPassed() ? "passed" : "FAILED", finding.check(), finding.sentence());
    }
    out.flush();
  }
}
