package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.error.Errors;
import io.marketlake.error.QuarantineErrors;
import io.marketlake.quarantine.QuarantinedRecords;
import io.marketlake.quarantine.Selection;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.QuarantineEvents;
import java.io.PrintWriter;
import java.sql.Timestamp;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Looks into quarantine: what is open there, since no correction stands for it. Reads only.
 *
 * <p>{@code scripts/spark-submit/quarantine.sh list --feed ticks} counts the records a class, a
 * rule that they broke and a day, with the newest and one of the reasons; {@code quarantine.sh show
 * --feed ticks --reason price.type} shows the newest with all their reasons and their values.
 * {@code replay-quarantine.sh} gives them a second chance.
 */
@Command(
    name = "quarantine",
    description = "counts or shows the records that silver did not take.",
    mixinStandardHelpOptions = true,
    subcommands = {Quarantine.Counts.class, Quarantine.Samples.class})
public final class Quarantine implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  public static void main(String[] arguments) {
    Launcher.launch(new Quarantine(), arguments);
  }

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("run without a command line");
    }
    throw new ParameterException(spec.commandLine(), "say which: quarantine list or show");
  }

  /** The quarantine of a lake; refuses one that has none. */
  private static QuarantinedRecords records(Settings settings, @Nullable String feed) {
    if (feed != null) {
      settings.feedsNamed(List.of(feed));
    }
    Lake.requireReachable(settings.lake());
    SparkSession spark = SparkSessions.forCommands("quarantine");
    Lake lake = Lake.openExisting(spark, settings.lake());
    requireQuarantine(lake);
    return new QuarantinedRecords(lake.tables());
  }

  static void requireQuarantine(Lake lake) {
    if (!lake.tables().exists(QuarantineEvents.TABLE)
        || !lake.tables().exists(BronzeEvents.TABLE)) {
      throw QuarantineErrors.noQuarantine(lake.location().toString());
    }
  }

  private static PrintWriter out(@Nullable CommandSpec spec) {
    if (spec == null) {
      throw new IllegalStateException("run without a command line");
    }
    return spec.commandLine().getOut();
  }

  /** Counts the open records. */
  @Command(
      name = "list",
      description = {
        "counts the open records by feed, class, rule that they broke, and day.",
        "A record that broke several rules counts for each."
      })
  static final class Counts implements Callable<Integer> {
    private static final int MOST = 1_000;

    @Mixin private JobOptions options = new JobOptions();
    @Mixin private SelectionOptions selection = new SelectionOptions();
    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--feed", description = "only this feed; all by default")
    private @Nullable String feed;

    @Option(
        names = "--format",
        defaultValue = "table",
        description = "table, json (a line a row) or csv (default: ${DEFAULT-VALUE})")
    private RowPrinter.Format format = RowPrinter.Format.TABLE;

    @Override
    public Integer call() {
      Selection meant = selection.of(feed);
      QuarantinedRecords records = records(options.load(), feed);
      new RowPrinter(out(spec), format, MOST).print(records.counts(meant));
      if (format == RowPrinter.Format.TABLE) {
        out(spec)
            .printf(
                "%,d open records; corrections stand for %,d more%n",
                records.open(meant).count(), records.correctedCount(meant));
        out(spec).flush();
      }
      return 0;
    }
  }

  /** Shows some of the open records. */
  @Command(name = "show", description = "shows the newest open records with their reasons.")
  static final class Samples implements Callable<Integer> {
    private static final int MOST = 100_000;

    /** How records are shown. */
    enum Format {
      TEXT,
      JSON
    }

    @Mixin private JobOptions options = new JobOptions();
    @Mixin private SelectionOptions selection = new SelectionOptions();
    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--feed", description = "only this feed; all by default")
    private @Nullable String feed;

    @Option(
        names = "--limit",
        paramLabel = "RECORDS",
        defaultValue = "10",
        description = "how many are shown (default: ${DEFAULT-VALUE})")
    private int limit = 10;

    @Option(
        names = "--format",
        defaultValue = "text",
        description = "text, or json (a line a record) (default: ${DEFAULT-VALUE})")
    private Format format = Format.TEXT;

    @Override
    public Integer call() {
      if (limit < 1 || limit > MOST) {
        throw Errors.badOption(
            "--limit " + limit, "it is not between 1 and " + MOST, "try --limit 10");
      }
      Selection meant = selection.of(feed);
      Dataset<Row> samples = records(options.load(), feed).samples(meant, limit);
      if (format == Format.JSON) {
        samples.toJSON().toLocalIterator().forEachRemaining(out(spec)::println);
      } else {
        samples.toLocalIterator().forEachRemaining(row -> show(row, out(spec)));
      }
      out(spec).flush();
      return 0;
    }

    private static void show(Row row, PrintWriter out) {
      out.printf(
          "%s-%d@%d  %s  %s%n",
          row.<String>getAs(Coordinate.TOPIC),
          row.<Integer>getAs(Coordinate.PARTITION),
          row.<Long>getAs(Coordinate.OFFSET),
          row.<Timestamp>getAs(BronzeEvents.KAFKA_TIME).toInstant(),
          row.<String>getAs(QuarantineEvents.CLASS));
      List<String> rules = row.getList(row.fieldIndex(QuarantineEvents.FAILED_RULES));
      List<String> reasons = row.getList(row.fieldIndex(QuarantineEvents.REASONS));
      for (int i = 0; i < rules.size(); i++) {
        out.printf("  %s: %s%n", rules.get(i), i < reasons.size() ? reasons.get(i) : "");
      }
      String value = row.getAs(BronzeEvents.VALUE);
      out.println("  " + (value == null ? "(no value)" : value));
    }
  }
}
