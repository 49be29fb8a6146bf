package io.marketlake.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.marketlake.config.Settings;
import io.marketlake.delta.Lake;
import io.marketlake.doctor.Check;
import io.marketlake.doctor.CheckpointCheck;
import io.marketlake.doctor.CommitCheck;
import io.marketlake.doctor.ConditionalWriteCheck;
import io.marketlake.doctor.Examination;
import io.marketlake.doctor.FilesCheck;
import io.marketlake.doctor.Finding;
import io.marketlake.doctor.InterruptionCheck;
import io.marketlake.doctor.LakeView;
import io.marketlake.doctor.LayerCheck;
import io.marketlake.doctor.LeaseCheck;
import io.marketlake.doctor.ModelCheck;
import io.marketlake.doctor.OffsetCheck;
import io.marketlake.doctor.ProtocolCheck;
import io.marketlake.doctor.ReaderCheck;
import io.marketlake.doctor.RuleCountCheck;
import io.marketlake.doctor.Severity;
import io.marketlake.schema.Feed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Looks at a lake and tells what is wrong with it, why it matters and what to do. Changes nothing
 * and disturbs no running job.
 *
 * <p>{@code scripts/spark-submit/doctor.sh} ends with 0 if it found nothing or only notes, 3 if the
 * gravest finding is a warning, 4 if it is an error.
 */
@Command(
    name = "doctor",
    description = {
      "Looks at a lake and tells what is wrong with it, why it matters and what to do.",
      "Exit code: 0 nothing or notes, 3 warnings, 4 errors; 1 and 2 as with every job."
    })
public final class Doctor implements Callable<Integer> {
  private static final int WARNINGS = 3;
  private static final int ERRORS = 4;

  /** How the findings are printed. */
  enum Format {
    TEXT,
    JSON
  }

  @Mixin private JobOptions options = new JobOptions();

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "text, or json (a line a finding) (default: ${DEFAULT-VALUE})")
  private Format format = Format.TEXT;

  @Option(
      names = "--deep",
      description =
          "compare bronze, and the counts of rules, with silver and quarantine too, which reads all"
              + " coordinates")
  private boolean deep;

  public static void main(String[] arguments) {
    Launcher.launch(new Doctor(), arguments);
  }

  @Override
  public Integer call() {
    Settings settings = options.load();
    Lake.requireReachable(settings.lake());
    SparkSession spark = SparkSessions.forCommands("doctor");
    Lake lake = Lake.openExisting(spark, settings.lake());
    List<Feed> feeds = List.copyOf(settings.feeds().values());
    List<Check> checks = checks(settings);
    List<Finding> findings =
        new Examination(checks)
            .of(new LakeView(lake, feeds, LakeSchema.tables(settings), Instant.now()));
    findings.forEach(this::print);
    if (format == Format.TEXT) {
      System.out.println(summary(findings, checks));
    }
    return status(findings);
  }

  private List<Check> checks(Settings settings) {
    List<Check> checks =
        new ArrayList<>(
            List.of(
                new ProtocolCheck(),
                new CheckpointCheck(),
                new ReaderCheck(settings.maintenance().retention()),
                new FilesCheck(settings.doctor(), settings.maintenance().smallFileBytes()),
                new OffsetCheck(),
                new LeaseCheck(settings.leases()),
                new InterruptionCheck(),
                new ModelCheck(),
                new ConditionalWriteCheck(),
                new CommitCheck(settings.doctor())));
    if (deep) {
      checks.add(new LayerCheck());
      checks.add(new RuleCountCheck());
    }
    return checks;
  }

  private void print(Finding finding) {
    if (format == Format.JSON) {
      System.out.println(json(finding));
      return;
    }
    System.out.printf(
        "%-8s %-12s %s: %s%n         why:  %s%n         cure: %s%n",
        lowerCase(finding.severity()),
        finding.check(),
        finding.where(),
        finding.what(),
        finding.why(),
        finding.cure());
  }

  private static String json(Finding finding) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("severity", lowerCase(finding.severity()));
    fields.put("check", finding.check());
    fields.put("where", finding.where());
    fields.put("what", finding.what());
    fields.put("why", finding.why());
    fields.put("cure", finding.cure());
    try {
      return new JsonMapper().writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String summary(List<Finding> findings, List<Check> checks) {
    return "%d errors, %d warnings, %d notes from %d checks (%s)"
        .formatted(
            count(findings, Severity.ERROR),
            count(findings, Severity.WARNING),
            count(findings, Severity.NOTE),
            checks.size(),
            String.join(", ", checks.stream().map(Check::name).toList()));
  }

  private static long count(List<Finding> findings, Severity severity) {
    return findings.stream().filter(finding -> finding.severity() == severity).count();
  }

  private static int status(List<Finding> findings) {
    if (count(findings, Severity.ERROR) > 0) {
      return ERRORS;
    }
    return count(findings, Severity.WARNING) > 0 ? WARNINGS : 0;
  }

  private static String lowerCase(Severity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }
}
