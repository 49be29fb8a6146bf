package io.marketlake.app;

import io.marketlake.athena.AthenaFiles;
import io.marketlake.error.ReportErrors;
import io.marketlake.schema.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Writes the statements that register the gold tables of these settings in Athena, a user's own
 * marts among them: of each table its statement and its view of plain times, and the list of
 * columns by which a stale one is found. Other files of the folder stay as they are. Looks at the
 * settings only: it needs no lake and asks nobody.
 *
 * <p>{@code scripts/spark-submit/athena.sh --set marts.folder=/my/marts --out my-athena} prints
 * {@code Wrote 17 tables and 17 views to my-athena}; {@code scripts/athena-register.sh --files
 * my-athena} registers them.
 */
@Command(
    name = "athena",
    description = {
      "Writes the statements that register the gold tables in Athena, your own marts among them,",
      "for athena-register.sh --files."
    })
public final class Athena implements Callable<Integer> {
  @Mixin private JobOptions options = new JobOptions();
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      required = true,
      description = "a copy of the folder athena/, in which the files are replaced")
  private Path out = Path.of("athena");

  public static void main(String[] arguments) {
    Launcher.launch(new Athena(), arguments);
  }

  @Override
  public Integer call() {
    List<Table> gold =
        LakeSchema.tables(options.load()).stream()
            .filter(table -> table.layer().equals("gold"))
            .toList();
    Map<String, String> files = AthenaFiles.of(gold);
    try {
      for (Map.Entry<String, String> file : files.entrySet()) {
        Path path = out.resolve(file.getKey());
        Files.createDirectories(path.toAbsolutePath().getParent());
        Files.writeString(path, file.getValue());
      }
    } catch (IOException e) {
      throw ReportErrors.unwritableStatements(out.toString(), e);
    }
    out()
        .printf(
            "Wrote %d tables and %d views to %s%n",
            count(files, "tables/"), count(files, "views/"), out);
    out().flush();
    return 0;
  }

  private static long count(Map<String, String> files, String folder) {
    return files.keySet().stream().filter(name -> name.startsWith(folder)).count();
  }

  private PrintWriter out() {
    if (spec == null) {
      throw new IllegalStateException("run without a command line");
    }
    return spec.commandLine().getOut();
  }
}
