package io.marketlake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.error.PipelineException;
import io.marketlake.marts.DaySpan;
import io.marketlake.marts.Mart;
import io.marketlake.marts.MartColumn;
import io.marketlake.schema.Column;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The files of marts.
 *
 * <p>Tier: CI.
 */
class MartFileTest {
  private static final String GOOD =
      """
      -- name: turnover
      -- key: day, symbol
      -- grain: a symbol's day
      -- lookback: 3
      -- lookback gold.symbol_day: 5 days
      -- lookahead silver.base_bars: 1
      -- refresh: 5m
      -- doc: What was turned over,
      --    of all feeds.
      -- column: day | date | - | the day | gold.symbol_day.day
      -- column: symbol | string | - | ticker symbol,
      --    in capitals | gold.symbol_day.symbol
      -- column: turnover | decimal(38,14) | the symbol's currency | sum | gold.symbol_day.notional

      -- A comment of the query.
      SELECT day, symbol, sum(notional) AS turnover FROM gold.symbol_day GROUP BY day, symbol;
      """;

  @TempDir private Path folder;

  @Test
  void isReadWhole() {
    Mart mart = MartFile.parse("my/turnover.sql", "turnover", GOOD);

    assertThat(mart.key()).containsExactly("day", "symbol");
    assertThat(mart.grain()).isEqualTo("a symbol's day");
    assertThat(mart.spanOf("silver.ticks")).isEqualTo(new DaySpan(3, 0));
    assertThat(mart.spanOf("gold.symbol_day")).isEqualTo(new DaySpan(5, 0));
    assertThat(mart.spanOf("silver.base_bars")).isEqualTo(new DaySpan(3, 1));
    assertThat(mart.refresh()).isEqualTo(Duration.ofMinutes(5));
    assertThat(mart.doc()).isEqualTo("What was turned over, of all feeds.");
    assertThat(mart.columns().get(1))
        .isEqualTo(
            new MartColumn(
                "symbol",
                DataTypes.StringType,
                "-",
                "ticker symbol, in capitals",
                "gold.symbol_day.symbol"));
    assertThat(mart.sql())
        .startsWith("-- A comment of the query.")
        .endsWith("GROUP BY day, symbol");
    assertThat(mart.table().id()).isEqualTo("gold.turnover");
    assertThat(mart.table().partitionedBy()).containsExactly("day");
    assertThat(mart.table().columns().get(2))
        .isEqualTo(
            new Column("turnover", mart.table().columns().get(2).type(), true, "sum")
                .in("the symbol's currency")
                .from("gold.symbol_day.notional"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "-- name: turnover; -- name: turnovers; both must be the same",
        "-- grain: a symbol's day; -- grian: a symbol's day; names none of the keys",
        "-- grain: a symbol's day; --; has no grain",
        "-- lookback: 3; -- lookback: some; is no number of days",
        "-- refresh: 5m; -- refresh: 5; is no duration",
        "-- refresh: 5m; -- lookback: 4; its lookback is there twice",
        "-- key: day, symbol; -- key: day, ticker; no column of its header",
        "-- key: day, symbol; -- key: symbol; no column day of type date in its key",
        "day | date |; day | string |; no column day of type date in its key",
        "| decimal(38,14) |; | decimal(50,14) |; has the type 'decimal(50,14)'",
        "| decimal(38,14) |; | timestamp_ntz |; has the type 'timestamp_ntz'",
        "column: turnover |; column: symbol |; its column symbol is there twice",
        "| sum |; |; is not of the form",
        "SELECT day, symbol, sum(notional) AS turnover FROM gold.symbol_day GROUP BY day, symbol; ; has no query"
      })
  void whatIsWrongIsToldInOneSentence(String good, String bad, String reason) {
    String text = GOOD.replace(good, bad == null ? "" : bad).replace("\n;\n", "\n");
    assertThat(text).isNotEqualTo(GOOD);

    assertThatThrownBy(() -> MartFile.parse("my/turnover.sql", "turnover", text))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("the mart my/turnover.sql can't be used")
        .hasMessageContaining(reason);
  }

  @Test
  void thoseOfAFolderComeBesideOrInThePlaceOfMarketlakes() throws IOException {
    Files.writeString(folder.resolve("turnover.sql"), GOOD);
    Files.writeString(
        folder.resolve("daily_volume.sql"), GOOD.replace("name: turnover", "name: daily_volume"));
    Files.writeString(folder.resolve("notes.txt"), "no mart");

    List<Mart> marts = MartFiles.load(Optional.of(folder));

    assertThat(marts).hasSize(MartFiles.OWN.size() + 1);
    assertThat(marts)
        .filteredOn(mart -> mart.name().equals("daily_volume"))
        .singleElement()
        .satisfies(mart -> assertThat(mart.grain()).isEqualTo("a symbol's day"));
  }

  @Test
  void aFolderThatIsNotThereAndATableOfAnotherJobAreRefused() throws IOException {
    assertThatThrownBy(() -> MartFiles.load(Optional.of(folder.resolve("none"))))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("there is no such folder");

    for (String taken :
        List.of(
            "sentiment",
            "sentiment_challenger",
            "rule_counts",
            "direction",
            "direction_current",
            "model_quality",
            "alerts",
            "alerts_current",
            "group_growth")) {
      Path file = Files.writeString(folder.resolve(taken + ".sql"), GOOD);
      assertThatThrownBy(() -> MartFiles.load(Optional.of(folder)))
          .isInstanceOf(PipelineException.class)
          .hasMessageContaining("gold." + taken + " is a table that another job writes");
      Files.delete(file);
    }
  }

  @Test
  void everyFileOfTheProjectIsOneOfMarketlakes() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("conf/marts"))) {
      assertThat(files.map(file -> String.valueOf(file.getFileName()).replace(".sql", "")))
          .containsExactlyInAnyOrderElementsOf(MartFiles.OWN);
    }
  }
}
