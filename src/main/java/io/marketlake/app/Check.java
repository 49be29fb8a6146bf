package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.error.Errors;
import io.marketlake.error.RuleErrors;
import io.marketlake.quality.HistoryTrial;
import io.marketlake.quality.TrialReport;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Feed;
import io.marketlake.schema.Rule;
import io.marketlake.silver.RuleTrial;
import io.marketlake.silver.SilverLayer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Tries rules of a feed on the history in bronze: passes and failures with samples, what would
 * change if the rules were on, and what they cost. Reads only, and disturbs no running job.
 *
 * <p>{@code scripts/spark-submit/check.sh --feed ticks} tries all declared rules; {@code --rule
 * price-is-positive} one of them; {@code --rule "price < 10000"} one that is not declared yet, and
 * {@code --in-place-of price-is-positive} puts it where another stands.
 */
@Command(
    name = "check",
    description = {
      "Tries rules of a feed on its history, and writes nothing: passes and failures with samples,",
      "what would change if the rules were on, and what they cost."
    })
public final class Check implements Callable<Integer> {
  private static final String PROPOSED = "proposed";
  private static final int MOST_SAMPLES = 1000;

  /** How the report is printed. */
  enum Format {
    TEXT,
    JSON
  }

  @Mixin private JobOptions options = new JobOptions();
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--feed", required = true, description = "the feed whose records are judged")
  private String feedName = "";

  @Option(
      names = "--rule",
      paramLabel = "NAME|SQL",
      description = "a declared rule, or an expression to be tried as one; all declared by default")
  private @Nullable String rule;

  @Option(
      names = "--in-place-of",
      paramLabel = "NAME",
      description = "the declared rule that the expression would replace, action and all")
  private @Nullable String replaced;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "only what Kafka had from then on; 2026-03-02, or 2026-03-02T14:30:00Z")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "only what Kafka had before then")
  private @Nullable String to;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "failing records that are shown of each rule (default: ${DEFAULT-VALUE})")
  private int samples = 3;

  @Option(names = "--no-cost", description = "do not measure what the rules cost")
  private boolean isUntimed;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "text, or json (one object) (default: ${DEFAULT-VALUE})")
  private Format format = Format.TEXT;

  public static void main(String[] arguments) {
    Launcher.launch(new Check(), arguments);
  }

  @Override
  public Integer call() {
    if (samples < 0 || samples > MOST_SAMPLES) {
      throw Errors.badOption(
          "--samples " + samples, "it is not between 0 and " + MOST_SAMPLES, "try --samples 3");
    }
    Optional<Instant> first = time("--from", from);
    Optional<Instant> end = time("--to", to);
    Settings settings = options.load();
    Feed declared = settings.feedsNamed(List.of(feedName)).get(0);
    Lake.requireReachable(settings.lake());
    SparkSession spark = SparkSessions.forCommands("check");
    Lake lake = Lake.openExisting(spark, settings.lake());
    if (!lake.tables().exists(BronzeEvents.TABLE)) {
      throw Errors.noSource("check", BronzeEvents.TABLE.id());
    }
    Dataset<Row> noRows = spark.createDataFrame(List.of(), BronzeEvents.TABLE.structType());
    List<Rule> tried = tried(declared, noRows);
    Feed feed = declared.withRules(together(declared.rules(), tried));
    SilverLayer.requireValidExpressions(List.of(feed), noRows);
    TrialReport report =
        new HistoryTrial(
                lake.tables(),
                LakeReference.of(spark, lake.tables(), settings),
                feed,
                tried,
                first,
                end)
            .report(samples, !isUntimed);
    String text = format == Format.JSON ? TrialText.json(report) : TrialText.text(report);
    if (spec != null) {
      spec.commandLine().getOut().println(text);
      spec.commandLine().getOut().flush();
    }
    return 0;
  }

  private List<Rule> tried(Feed feed, Dataset<Row> noRows) {
    String asked = rule;
    if (asked == null) {
      if (replaced != null) {
        throw Errors.badOption(
            "--in-place-of " + replaced, "nothing is to take its place", "give a --rule");
      }
      return feed.rules();
    }
    Optional<Rule> known = named(feed, asked);
    if (known.isPresent() && replaced == null) {
      return List.of(known.get());
    }
    RuleTrial.mistake(feed, asked, noRows)
        .ifPresent(
            reason -> {
              throw RuleErrors.badTriedRule(asked, reason);
            });
    if (replaced == null) {
      return List.of(new Rule(PROPOSED, asked, Rule.Action.QUARANTINE));
    }
    Rule old =
        named(feed, replaced)
            .orElseThrow(
                () ->
                    Errors.badOption(
                        "--in-place-of " + replaced,
                        "the feed " + feed.name() + " has no such rule",
                        "name one of "
                            + String.join(", ", feed.rules().stream().map(Rule::name).toList())));
    return List.of(new Rule(old.name(), asked, old.action()));
  }

  private static Optional<Rule> named(Feed feed, String name) {
    return feed.rules().stream().filter(r -> r.name().equals(name)).findFirst();
  }

  /** The declared rules, with the tried ones in the place of those of the same name. */
  private static List<Rule> together(List<Rule> declared, List<Rule> tried) {
    List<String> names = tried.stream().map(Rule::name).toList();
    List<Rule> all =
        new ArrayList<>(declared.stream().filter(r -> !names.contains(r.name())).toList());
    all.addAll(tried);
    return all;
  }

  private static Optional<Instant> time(String option, @Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          text.length() == 10
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      throw Errors.badOption(
          option + " " + text, "it is no time", "write 2026-03-02 or 2026-03-02T14:30:00Z");
    }
  }
}
