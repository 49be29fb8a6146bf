package io.marketlake.app;

import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.error.Errors;
import io.marketlake.error.ReportErrors;
import io.marketlake.report.Asked;
import io.marketlake.report.LakeReport;
import io.marketlake.report.Period;
import io.marketlake.report.ReportedLake;
import io.marketlake.report.page.Page;
import io.marketlake.schema.Feed;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.QuarantineEvents;
import io.marketlake.schema.SilverBars;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
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
 * Writes what a lake says about some days as one HTML page that needs nothing else: coverage and
 * quality of each feed, returns and volumes, growth, sentiment beside returns, models. Reads only,
 * beside running jobs, and only the files of those days.
 *
 * <p>{@code scripts/spark-submit/report.sh --from 2026-03-02 --to 2026-03-08 --out week.html}
 * prints {@code Wrote week.html: 2026-03-02 to 2026-03-08 (UTC days), 12 sections, 431 kB}.
 */
@Command(
    name = "report",
    description = "Writes what the lake says about some days as one HTML page.")
public final class Report implements Callable<Integer> {
  private static final int MOST_SYMBOLS = 100;

  @Mixin private JobOptions options = new JobOptions();
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--from",
      paramLabel = "DATE",
      description = "first day, UTC (default: the week that ends with the last day)")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "DATE",
      description = "last day, UTC, included (default: the newest day that has data)")
  private @Nullable String to;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "report.html",
      description = "the page (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("report.html");

  @Option(
      names = "--feeds",
      split = ",",
      paramLabel = "FEED",
      description = "only these feeds; all by default")
  private List<String> feeds = List.of();

  @Option(
      names = "--top",
      paramLabel = "SYMBOLS",
      defaultValue = "20",
      description = "how many symbols and companies are shown of many (default: ${DEFAULT-VALUE})")
  private int top = 20;

  public static void main(String[] arguments) {
    Launcher.launch(new Report(), arguments);
  }

  @Override
  public Integer call() {
    if (top < 1 || top > MOST_SYMBOLS) {
      throw Errors.badOption(
          "--top " + top, "it is not between 1 and " + MOST_SYMBOLS, "try --top 20");
    }
    Optional<LocalDate> first = day("--from", from);
    Optional<LocalDate> last = day("--to", to);
    if (first.isPresent() && last.isPresent()) {
      Period unused = new Period(first.get(), last.get());
    }
    Settings settings = options.load();
    List<String> chosen = settings.feedsNamed(feeds).stream().map(Feed::name).toList();
    List<String> untold =
        settings.feeds().values().stream()
            .filter(feed -> feed.text().isPresent() && !chosen.contains(feed.name()))
            .map(Feed::name)
            .toList();
    Lake.requireReachable(settings.lake());
    SparkSession spark = SparkSessions.forCommands("report");
    Lake lake = Lake.openExisting(spark, settings.lake());
    try (ReportedLake reported =
        new ReportedLake(spark, lake.tables(), LakeSchema.tables(settings))) {
      Period period = period(reported, lake, chosen, first, last);
      Asked asked =
          new Asked(
              period, chosen, untold, top, SilverBars.intervalName(settings.bars().interval()));
      Page page = LakeReport.of(reported, asked, ModelCards.of(spark, lake), Instant.now());
      int bytes = write(page.html());
      out()
          .printf(
              "Wrote %s: %s, %d sections, %,d kB%n",
              out, period.text(), page.sections().size(), (bytes + 999) / 1000);
      out().flush();
    }
    return 0;
  }

  private PrintWriter out() {
    if (spec == null) {
      throw new IllegalStateException("run without a command line");
    }
    return spec.commandLine().getOut();
  }

  private static Optional<LocalDate> day(String option, @Nullable String text) {
    try {
      return Optional.ofNullable(text).map(LocalDate::parse);
    } catch (DateTimeException e) {
      throw Errors.badOption(
          option + " " + text, "it is no date", "write it as 2026-03-02, a day in UTC");
    }
  }

  /** The days that are meant; refuses those of which the feeds have no row. */
  private static Period period(
      ReportedLake reported,
      Lake lake,
      List<String> feeds,
      Optional<LocalDate> first,
      Optional<LocalDate> last) {
    List<String> telling = new ArrayList<>();
    feeds.forEach(feed -> telling.add("silver." + feed));
    telling.add(SilverBars.ID);
    telling.add(GoldSentiment.TABLE.id());
    telling.add(QuarantineEvents.TABLE.id());
    String place = lake.location().toString();
    LocalDate newest =
        last.or(() -> reported.newestDay(telling)).orElseThrow(() -> ReportErrors.emptyLake(place));
    Period period = first.isPresent() ? new Period(first.get(), newest) : Period.endingWith(newest);
    if (!reported.hasRows(telling, period)) {
      throw ReportErrors.noData(place, period.text());
    }
    return period;
  }

  /** Writes the page, so that a reader sees the old one or the new one. */
  private int write(String html) {
    Path file = out.toAbsolutePath();
    try {
      Files.createDirectories(file.getParent());
      // Not a temporary file of Java's, which only this user could read.
      Path begun = file.resolveSibling("." + file.getFileName() + ".new");
      try {
        Files.writeString(begun, html);
        Files.move(begun, file, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(begun);
      }
      return (int) Files.size(file);
    } catch (IOException e) {
      throw ReportErrors.unwritablePage(out.toString(), e);
    }
  }
}
