package io.marketlake;

import io.marketlake.delta.LakeTables;
import io.marketlake.schema.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.delta.DeltaLog;
import scala.Option;

/** What Delta leaves of a log after its retention: a checkpoint, and the newest commit alone. */
public final class TrimmedLog {
  private TrimmedLog() {}

  /** Trims the log of a table on a local disk up to before its newest version. */
  public static void of(LakeTables tables, Table table) {
    DeltaLog log = DeltaLog.forTable(TestSpark.session(), tables.pathOf(table));
    log.checkpoint(log.update(false, Option.empty(), Option.empty()), Option.empty());
    Path folder = Path.of(tables.pathOf(table).replaceFirst("^file:", "")).resolve("_delta_log");
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> commits =
          files
              .filter(file -> file.getFileName().toString().matches("\\d{20}\\.json"))
              .sorted()
              .toList();
      if (commits.size() < 2) {
        throw new IllegalStateException(folder + " has no commits to take away");
      }
      for (Path commit : commits.subList(0, commits.size() - 1)) {
        Files.delete(commit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
