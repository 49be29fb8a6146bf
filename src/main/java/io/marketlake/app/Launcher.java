package io.marketlake.app;

import io.marketlake.error.PipelineException;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Refusals;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Runs a job's command line: one sentence and its exit status for a mistake, a trace for a bug. */
final class Launcher {
  private static final int MISTAKE = 2;
  private static final int BUG = 1;

  private Launcher() {}

  /** Runs the command and ends the process with its exit status. */
  static void launch(Callable<Integer> command, String... arguments) {
    System.exit(run(command, arguments));
  }

  static int run(Callable<Integer> command, String... arguments) {
    return line(command).execute(arguments);
  }

  /** The command line of a job. */
  static CommandLine line(Callable<Integer> command) {
    CommandLine line = new CommandLine(command);
    line.setParameterExceptionHandler(Launcher::explainOption);
    line.setExecutionExceptionHandler((e, commandLine, result) -> explain(e, commandLine));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    return line;
  }

  private static int explainOption(ParameterException e, String[] arguments) {
    e.getCommandLine()
        .getErr()
        .println("error: " + e.getMessage() + "; --help lists what this job takes.");
    return MISTAKE;
  }

  /** The lake that the command worked on, if it came so far. */
  private static Optional<LakeLocation> lakeOf(CommandLine line) {
    return line.getMixins().values().stream()
        .filter(JobOptions.class::isInstance)
        .flatMap(options -> ((JobOptions) options).lake().stream())
        .findFirst();
  }

  private static int explain(Exception e, CommandLine line) {
    if (e instanceof PipelineException mistake) {
      line.getErr().println("error: " + mistake.getMessage());
      return mistake.code().exitStatus();
    }
    Optional<PipelineException> refusal = lakeOf(line).flatMap(lake -> S3Refusals.explain(lake, e));
    if (refusal.isPresent()) {
      return explain(refusal.get(), line);
    }
    e.printStackTrace(line.getErr());
    return BUG;
  }
}
