package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestSpark;
import io.marketlake.marts.Mart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What marts are to say, by plain batch SQL over silver, scored texts and the reference, which has
 * nothing in common with that of {@code conf/marts} and its views: a file a mart in {@code
 * plain-marts}. It takes feeds with UTC days whose events all count, as {@link MartLake} writes.
 */
final class PlainMarts {
  private static final Path FOLDER = Path.of("src/test/resources/plain-marts");
  private static final SparkSession SPARK = TestSpark.session();

  /** Names of what several of them read, and the files that say it, in their order. */
  private static final String[][] SHARED = {
    {"plain_events", "plain_events"},
    {"plain_days", "symbol_day"},
    {"plain_growth", "symbol_growth"},
    {"plain_bars", "plain_bars"}
  };

  private PlainMarts() {}

  /** Asserts that every mart of a lake is the same, row for row and column for column. */
  static void assertSame(MartLake lake) {
    assertSame(lake, mart -> true);
  }

  /** The same of some of them. */
  static void assertSame(MartLake lake, Predicate<String> names) {
    MartLake.register(lake.lake(), lake.settings());
    for (String[] view : SHARED) {
      // As the mart's columns are, since what reads them would otherwise carry all digits.
      rows(lake, view[1]).createOrReplaceTempView(view[0]);
    }
    try {
      for (Mart mart : lake.settings().marts().marts()) {
        if (!names.test(mart.name())) {
          continue;
        }
        Dataset<Row> expected = rows(lake, mart.name());
        assertThat(lake.rows(mart.name()).columns())
            .as(mart.name())
            .containsExactlyInAnyOrder(expected.columns());
        MartLake.assertSame(lake.rows(mart.name()), expected, mart.name() + " by plain SQL");
      }
    } finally {
      for (String[] view : SHARED) {
        SPARK.catalog().dropTempView(view[0]);
      }
    }
  }

  private static Dataset<Row> rows(MartLake lake, String file) {
    Dataset<Row> rows = SPARK.sql(read(file));
    return lake.settings().marts().marts().stream()
        .filter(mart -> mart.name().equals(file))
        .findFirst()
        .map(mart -> rows.selectExpr(columns(mart)))
        .orElse(rows);
  }

  private static String[] columns(Mart mart) {
    return mart.columns().stream()
        .map(c -> "CAST(`%1$s` AS %2$s) AS `%1$s`".formatted(c.name(), c.type().sql()))
        .toArray(String[]::new);
  }

  private static String read(String file) {
    try {
      return Files.readString(FOLDER.resolve(file + ".sql"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
