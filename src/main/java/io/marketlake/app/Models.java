package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.error.DirectionErrors;
import io.marketlake.error.ModelErrors;
import io.marketlake.registry.Alias;
import io.marketlake.registry.AliasChange;
import io.marketlake.registry.AliasHistory;
import io.marketlake.registry.ModelAliases;
import io.marketlake.registry.ModelCard;
import io.marketlake.registry.ModelRegistry;
import io.marketlake.registry.ModelVersion;
import io.marketlake.registry.PromotionGate;
import io.marketlake.training.SentimentTrainer;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Looks into the registry of models and moves the champion.
 *
 * <p>{@code scripts/spark-submit/models.sh list} shows a line a version; {@code models.sh rollback
 * sentiment --reason "…"} makes the champion before this one champion again, and running jobs take
 * it up between two micro-batches; {@code models.sh history} shows each change of an alias, which
 * SQL finds in {@code ops.model_aliases}.
 */
@Command(
    name = "models",
    description = "Lists the trained models, and moves the champion.",
    mixinStandardHelpOptions = true,
    subcommands = {
      Models.Versions.class,
      Models.Show.class,
      Models.Promote.class,
      Models.Rollback.class,
      Models.History.class
    })
public final class Models implements Callable<Integer> {
  private static final String LINE = "%-28s %-12s %-21s %9s %9s %9s  %s%n";

  @Spec private @Nullable CommandSpec spec;

  public static void main(String[] arguments) {
    Launcher.launch(new Models(), arguments);
  }

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("run without a command line");
    }
    throw new ParameterException(
        spec.commandLine(), "say which: models list, show, promote, rollback or history");
  }

  /** What all of them need. */
  abstract static class OfLake implements Callable<Integer> {
    @Mixin private JobOptions options = new JobOptions();
    @Spec private @Nullable CommandSpec spec;

    OpenedRegistry open(boolean toWrite) {
      Settings settings = options.load();
      if (toWrite) {
        Lake.requireWritable(settings.lake());
      } else {
        Lake.requireReachable(settings.lake());
      }
      SparkSession spark = SparkSessions.forCommands("models");
      Lake lake =
          toWrite
              ? Lake.openExistingToWrite(spark, settings.lake())
              : Lake.openExisting(spark, settings.lake());
      return new OpenedRegistry(
          new ModelRegistry(lake.models(), spark.sparkContext().hadoopConfiguration()),
          new ModelAliases(lake.tables()));
    }

    PrintWriter out() {
      if (spec == null) {
        throw new IllegalStateException("run without a command line");
      }
      return spec.commandLine().getOut();
    }

    void tell(List<AliasChange> changes, String otherwise) {
      changes.forEach(change -> out().println(line(change)));
      if (changes.isEmpty()) {
        out().println(otherwise);
      }
      out().flush();
    }
  }

  private static String line(AliasChange change) {
    return "%s  %-8s  %-10s  %s -> %s  by %s: %s"
        .formatted(
            change.at(),
            change.action().text(),
            change.alias().text(),
            change.previous().orElse("none"),
            change.version().orElse("none"),
            change.by(),
            change.reason());
  }

  /** Lists versions. */
  @Command(name = "list", description = "a line a version: aliases, holdout figures, data.")
  static final class Versions extends OfLake {
    @Parameters(arity = "0..1", paramLabel = "KIND", description = "only this kind of model")
    private @Nullable String kind;

    @Override
    public Integer call() {
      OpenedRegistry opened = open(false);
      List<String> kinds = kind == null ? opened.registry().kinds() : List.of(kind);
      for (String each : kinds) {
        list(opened, each);
      }
      if (kinds.isEmpty()) {
        out().println("no models");
      }
      out().flush();
      return 0;
    }

    private void list(OpenedRegistry opened, String each) {
      List<ModelVersion> versions = opened.registry().list(each);
      if (versions.isEmpty()) {
        throw ModelErrors.noVersions(each, opened.registry().path());
      }
      AliasHistory history = opened.aliases().history(each);
      out().printf(LINE, each, "alias", "trained at", "accuracy", "macro-F1", "log-loss", "data");
      for (ModelVersion version : versions) {
        ModelCard card = opened.registry().card(version);
        out()
            .printf(
                LINE,
                version.version(),
                aliases(history, versions, version),
                card.trainedAt().replaceFirst("\\.\\d+", ""),
                figure(card.model().accuracy()),
                figure(card.model().macroF1()),
                figure(card.model().logLoss()),
                card.data().file());
      }
      if (history.isNewestChampion()) {
        out()
            .println(
                "(champion): there are no aliases yet, and the newest version acts as champion");
      } else if (history.now(Alias.CHAMPION).isEmpty()) {
        out().println("no champion: nothing is forecast");
      }
    }

    private static String figure(double value) {
      return String.format(Locale.ROOT, "%.4f", value);
    }

    private static String aliases(
        AliasHistory history, List<ModelVersion> versions, ModelVersion version) {
      Optional<String> name = Optional.of(version.version());
      List<String> held = new ArrayList<>();
      for (Alias alias : Alias.values()) {
        if (history.now(alias).equals(name)) {
          held.add(alias.text());
        }
      }
      boolean isNewest = version.equals(versions.get(versions.size() - 1));
      if (isNewest && history.isNewestChampion()) {
        held.add("(champion)");
      }
      return String.join(",", held);
    }
  }

  /** Shows a version's page. */
  @Command(name = "show", description = "the card of a version, in Markdown.")
  static final class Show extends OfLake {
    @Parameters(index = "0", paramLabel = "KIND", description = "the kind of model")
    private String kind = SentimentTrainer.KIND;

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "VERSION",
        description = "a version, champion or challenger (default: champion)")
    private String version = Alias.CHAMPION.text();

    @Override
    public Integer call() {
      OpenedRegistry opened = open(false);
      ModelVersion meant = opened.named(kind, version);
      out().println(opened.registry().page(meant));
      AliasHistory history = opened.aliases().history(kind);
      history.changes().stream()
          .filter(
              change ->
                  change.version().equals(Optional.of(meant.version()))
                      || change.previous().equals(Optional.of(meant.version())))
          .forEach(change -> out().println(line(change)));
      out().println("at " + meant.path());
      out().flush();
      return 0;
    }
  }

  /** Makes a version champion. */
  @Command(name = "promote", description = "makes a version champion, whatever its figures.")
  static final class Promote extends OfLake {
    @Parameters(index = "0", paramLabel = "KIND", description = "the kind of model")
    private String kind = SentimentTrainer.KIND;

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "VERSION",
        description = "a version (default: the challenger)")
    private String version = Alias.CHALLENGER.text();

    @Option(
        names = "--i-checked",
        description = {
          "you have looked into figures that are too good to be true, and they are no leak",
          "(docs/direction.md)"
        })
    private boolean isSigned;

    @Mixin private ChangeOptions change = new ChangeOptions();

    @Override
    public Integer call() {
      OpenedRegistry opened = open(true);
      ModelVersion meant = opened.named(kind, version);
      opened.registry().requireWhole(meant);
      PromotionGate gate = opened.registry().gate(meant);
      Optional<String> refusal = gate.refusal(isSigned);
      if (refusal.isPresent()) {
        throw DirectionErrors.notPromoted(kind, meant.version(), refusal.get());
      }
      tell(
          new Promotion(opened.registry(), opened.aliases(), change.by())
              .promote(meant, change.reason(), gate.signature(isSigned)),
          meant.version() + " is champion already");
      return 0;
    }
  }

  /** Goes back to an earlier champion. */
  @Command(
      name = "rollback",
      description =
          "makes the champion before this one champion again; again, the one before that.")
  static final class Rollback extends OfLake {
    @Parameters(index = "0", paramLabel = "KIND", description = "the kind of model")
    private String kind = SentimentTrainer.KIND;

    @Option(names = "--to", paramLabel = "VERSION", description = "a certain earlier champion")
    private @Nullable String to;

    @Mixin private ChangeOptions change = new ChangeOptions();

    @Override
    public Integer call() {
      OpenedRegistry opened = open(true);
      tell(
          new Promotion(opened.registry(), opened.aliases(), change.by())
              .rollback(kind, Optional.ofNullable(to), change.reason()),
          to + " is champion already");
      return 0;
    }
  }

  /** Shows each change of an alias. */
  @Command(name = "history", description = "each change of an alias, the oldest first.")
  static final class History extends OfLake {
    @Parameters(index = "0", arity = "0..1", paramLabel = "KIND", description = "the kind of model")
    private String kind = SentimentTrainer.KIND;

    @Override
    public Integer call() {
      tell(
          open(false).aliases().history(kind).changes(),
          "no alias of a " + kind + " model was ever set");
      return 0;
    }
  }
}
