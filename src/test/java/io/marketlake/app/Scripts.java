package io.marketlake.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the project's scripts as a user does. */
final class Scripts {
  private Scripts() {}

  /** What a script said and how it ended. */
  record Result(int status, String output) {}

  static Result run(Map<String, String> environment, String script, List<String> arguments) {
    return run(Path.of(""), environment, script, arguments);
  }

  /** The same from another working directory than the project's. */
  static Result run(
      Path directory, Map<String, String> environment, String script, List<String> arguments) {
    List<String> command =
        new ArrayList<>(List.of("bash", Path.of(script).toAbsolutePath().toString()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toAbsolutePath().toFile())
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.environment().remove("SPARK_HOME");
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IllegalStateException(script + " does not end; it said:\n" + output);
      }
      return new Result(process.exitValue(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
