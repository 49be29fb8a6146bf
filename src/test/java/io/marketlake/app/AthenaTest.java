package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The statements for Athena under a user's own settings. Tier: CI. */
class AthenaTest {
  @TempDir private Path folder;

  private final StringWriter told = new StringWriter();

  private int run(Path marts, Path out) {
    CommandLine line = Launcher.line(new Athena());
    line.setOut(new PrintWriter(told));
    line.setErr(new PrintWriter(told, true));
    return line.execute("--set", "marts.folder=" + marts, "--out", out.toString());
  }

  @Test
  void aMartOfOnesOwnHasItsStatementItsViewAndItsColumns() throws IOException {
    Path marts = Files.createDirectories(folder.resolve("marts"));
    Files.writeString(
        marts.resolve("turnover.sql"),
        """
        -- name: turnover
        -- key: day, source_feed
        -- grain: a day on a feed
        -- lookback: 0
        -- doc: What was turned over.
        -- column: day | date | - | the day | gold.symbol_day.day
        -- column: source_feed | string | - | the feed | gold.symbol_day.source_feed
        -- column: known_at | timestamp | - | when it was known | gold.symbol_day.known_at

        SELECT day, source_feed, max(known_at) AS known_at FROM gold.symbol_day GROUP BY 1, 2
        """);
    Path out = folder.resolve("athena");

    assertThat(run(marts, out)).as(told.toString()).isZero();

    assertThat(told.toString()).matches("Wrote \\d+ tables and \\d+ views to .*athena\\R");
    assertThat(Files.readString(out.resolve("tables/turnover.sql")))
        .isEqualTo(
            "CREATE EXTERNAL TABLE marketlake.turnover LOCATION"
                + " 's3://YOUR-BUCKET/lake/gold/turnover/' TBLPROPERTIES ('table_type'='DELTA')\n");
    assertThat(Files.readString(out.resolve("views/turnover_utc.sql")))
        .contains("CAST(\"known_at\" AT TIME ZONE 'UTC' AS timestamp) AS \"known_at\"");
    assertThat(Files.readString(out.resolve("columns.txt")))
        .contains("\nturnover day known_at source_feed\n", "\nsentiment ");
  }

  @Test
  void aFolderThatCanNotBeWrittenIsToldInOneSentence() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThat(run(folder, file)).isEqualTo(2);
    assertThat(told.toString())
        .startsWith("error: the statements for Athena can't be written")
        .hasLineCount(1);
  }
}
