package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.delta.LakeTables;
import io.marketlake.error.ReferenceErrors;
import io.marketlake.feature.company.Company;
import io.marketlake.feature.company.CompanyVersion;
import io.marketlake.job.FailPoint;
import io.marketlake.reference.Adjustment;
import io.marketlake.reference.AdjustmentFile;
import io.marketlake.reference.AdjustmentTable;
import io.marketlake.reference.CompanyFile;
import io.marketlake.reference.CompanyTable;
import io.marketlake.reference.ReferenceChange;
import io.marketlake.reference.ReferenceLoad;
import io.marketlake.schema.ReferenceAdjustments;
import io.marketlake.schema.ReferenceCompanies;
import io.marketlake.topology.LayerHold;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * A file of companies -> {@code reference.companies}, beside running streams: silver takes a new
 * version up by itself, for events that are known from the version's {@code known_at} on.
 *
 * <p>{@code scripts/spark-submit/reference.sh load --file companies.csv} adds what the file changes
 * as a version, and prints {@code version 1: 2 added, 1 changed, 0 removed; it holds for events
 * known from 2026-03-02T15:40:00.000Z on}. Run again, it changes nothing. {@code diff --file
 * companies.csv} tells what a load would change, a line a company. {@code show} lists the versions,
 * {@code show --symbol AAPL} those of a company.
 */
@Command(
    name = "reference",
    description = "adds a version to the company reference, or shows its versions.",
    mixinStandardHelpOptions = true,
    subcommands = {
      Reference.Load.class,
      Reference.Diff.class,
      Reference.Show.class,
      Reference.Adjustments.class
    })
public final class Reference implements Callable<Integer> {
  /** What two loads at once would both do. */
  private static final String LEASE = ReferenceCompanies.LAYER;

  @Spec private @Nullable CommandSpec spec;

  public static void main(String[] arguments) {
    Launcher.launch(new Reference(), arguments);
  }

  @Override
  public Integer call() {
    throw new ParameterException(
        require(spec).commandLine(), "say which: reference load, diff, show or adjustments");
  }

  private static CommandSpec require(@Nullable CommandSpec spec) {
    if (spec == null) {
      throw new IllegalStateException("run without a command line");
    }
    return spec;
  }

  private static PrintWriter out(@Nullable CommandSpec spec) {
    return require(spec).commandLine().getOut();
  }

  /** The options that name a file of companies. */
  static final class FileOptions {
    @Option(
        names = "--file",
        required = true,
        description =
            "CSV with a header: symbol, name, sector, industry, country and, if they are"
                + " there, aliases (separated by |), technology, currency")
    private Path file = Path.of("");

    @Option(
        names = "--map",
        paramLabel = "COLUMN=FIELD",
        description = "a column of the file that bears another name; may be repeated")
    private List<String> map = List.of();

    List<Company> read() {
      return CompanyFile.read(file, map);
    }

    String name() {
      return String.valueOf(file.getFileName());
    }
  }

  /** The right to add to the reference, which one process at a time has. */
  private static LayerHold held(Lake lake, Settings settings) {
    return LayerHold.beside(
        lake,
        settings.leases(),
        1,
        LEASE,
        List.of(ReferenceCompanies.TABLE, ReferenceAdjustments.TABLE),
        FailPoint.NONE);
  }

  private static ReferenceLoad loadInto(
      SparkSession spark, LakeTables tables, Settings settings, InstantSource clock) {
    return new ReferenceLoad(
        new CompanyTable(spark, tables, CompanyReference.own()),
        tables,
        settings.feeds().values(),
        settings.reference(),
        clock);
  }

  /** Adds a version. */
  @Command(name = "load", description = "adds what a file changes as a version.")
  static final class Load implements Callable<Integer> {
    private final InstantSource clock;

    @Mixin private JobOptions options = new JobOptions();
    @Mixin private FileOptions file = new FileOptions();
    @Spec private @Nullable CommandSpec spec;

    Load() {
      this(InstantSource.system());
    }

    Load(InstantSource clock) {
      this.clock = clock;
    }

    @Override
    public Integer call() {
      Settings settings = options.load();
      List<Company> companies = file.read();
      Lake.requireWritable(settings.lake());
      SparkSession spark = SparkSessions.forCommands("reference");
      Lake lake = Lake.open(spark, settings.lake());
      try (LayerHold hold = held(lake, settings)) {
        report(loadInto(spark, hold.tables(), settings, clock).load(companies, file.name()));
      }
      return 0;
    }

    private void report(Optional<ReferenceLoad.Loaded> loaded) {
      PrintWriter out = out(spec);
      if (loaded.isEmpty()) {
        out.println("nothing to do: the reference has what the file says");
      } else {
        out.printf(
            "version %d: %s; it holds for events known from %s on%n",
            loaded.get().version(), loaded.get().change().summary(), loaded.get().knownAt());
        loaded
            .get()
            .ahead()
            .forEach(
                (table, rows) ->
                    out.printf(
                        "%s has %,d rows that are known more than a day from now: they were made"
                            + " without this version, and would have it if they were made anew%n",
                        table, rows));
      }
      out.flush();
    }
  }

  /** Adds splits. */
  @Command(
      name = "adjustments",
      description = {
        "adds the splits of a file, by which the growth of a day compares closes.",
        "Run again, it adds nothing."
      })
  static final class Adjustments implements Callable<Integer> {
    @Mixin private JobOptions options = new JobOptions();
    @Spec private @Nullable CommandSpec spec;

    @Option(
        names = "--file",
        required = true,
        description = "CSV with a header: symbol, ex_day, ratio and, if it is there, known_at")
    private Path file = Path.of("");

    @Override
    public Integer call() {
      Settings settings = options.load();
      List<Adjustment> splits = AdjustmentFile.read(file);
      Lake.requireWritable(settings.lake());
      SparkSession spark = SparkSessions.forCommands("reference");
      Lake lake = Lake.open(spark, settings.lake());
      try (LayerHold hold = held(lake, settings)) {
        int added =
            new AdjustmentTable(hold.tables())
                .load(splits, String.valueOf(file.getFileName()), Instant.now());
        out(spec)
            .println(
                added == 0
                    ? "nothing to do: the adjustments have what the file says"
                    : added + " splits added");
        out(spec).flush();
      }
      return 0;
    }
  }

  /** Tells what a load would change. */
  @Command(name = "diff", description = "tells what a load of a file would change.")
  static final class Diff implements Callable<Integer> {
    @Mixin private JobOptions options = new JobOptions();
    @Mixin private FileOptions file = new FileOptions();
    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      Settings settings = options.load();
      List<Company> companies = file.read();
      Lake.requireReachable(settings.lake());
      SparkSession spark = SparkSessions.forCommands("reference");
      Lake lake = Lake.openExisting(spark, settings.lake());
      ReferenceChange change =
          loadInto(spark, lake.tables(), settings, InstantSource.system()).changeBy(companies);
      change.lines().forEach(out(spec)::println);
      out(spec).println(change.summary());
      out(spec).flush();
      return 0;
    }
  }

  /** Shows the versions, or a company's. */
  @Command(name = "show", description = "lists the versions, or those of a company.")
  static final class Show implements Callable<Integer> {
    @Mixin private JobOptions options = new JobOptions();
    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--symbol", description = "only this company, with what each version says")
    private @Nullable String symbol;

    @Override
    public Integer call() {
      Settings settings = options.load();
      Lake.requireReachable(settings.lake());
      SparkSession spark = SparkSessions.forCommands("reference");
      Lake lake = Lake.openExisting(spark, settings.lake());
      List<CompanyVersion> versions =
          new CompanyTable(spark, lake.tables(), CompanyReference.own()).history().versions();
      String wanted = symbol;
      if (wanted == null) {
        all(versions);
      } else {
        one(wanted.strip().toUpperCase(Locale.ROOT), versions);
      }
      out(spec).flush();
      return 0;
    }

    private void all(List<CompanyVersion> versions) {
      Map<Long, List<CompanyVersion>> byNumber = new TreeMap<>();
      versions.forEach(v -> byNumber.computeIfAbsent(v.version(), n -> new ArrayList<>()).add(v));
      byNumber.forEach(
          (number, rows) -> {
            long removed = rows.stream().filter(row -> row.company() == null).count();
            out(spec)
                .printf(
                    "version %d, %s, of %s: %,d companies added or changed, %,d removed%n",
                    number,
                    since(rows.get(0)),
                    rows.get(0).source(),
                    rows.size() - removed,
                    removed);
          });
    }

    private void one(String wanted, List<CompanyVersion> versions) {
      List<CompanyVersion> found =
          versions.stream().filter(version -> version.symbol().equals(wanted)).toList();
      if (found.isEmpty()) {
        throw ReferenceErrors.unknownSymbol(wanted);
      }
      for (CompanyVersion version : found) {
        Company company = version.company();
        out(spec)
            .printf(
                "version %d, %s, of %s: %s%n",
                version.version(),
                since(version),
                version.source(),
                company == null ? "removed" : company.text());
      }
    }

    private static String since(CompanyVersion version) {
      return version.version() == 0 ? "since ever" : "from " + version.knownAt() + " on";
    }
  }
}
