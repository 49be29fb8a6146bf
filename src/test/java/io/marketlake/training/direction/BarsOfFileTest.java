package io.marketlake.training.direction;

import static io.marketlake.feature.direction.BarSeriesFixture.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.error.PipelineException;
import io.marketlake.feature.bar.BarSettings;
import io.marketlake.feature.direction.DirectionBar;
import io.marketlake.feature.indicator.IndicatorSettings;
import io.marketlake.feature.market.TradingCalendar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of bars as people have them. Tier: CI. */
class BarsOfFileTest {
  @TempDir private Path folder;

  private BarsOfFile read(String name, String text, Duration wanted, Map<String, String> renames)
      throws IOException {
    return read(name, text, wanted, renames, List.of(), 1_000);
  }

  private BarsOfFile read(
      String name,
      String text,
      Duration wanted,
      Map<String, String> renames,
      List<String> symbols,
      long most)
      throws IOException {
    return read(name, text, wanted, renames, symbols, most, ZoneOffset.UTC);
  }

  private BarsOfFile read(
      String name,
      String text,
      Duration wanted,
      Map<String, String> renames,
      List<String> symbols,
      long most,
      ZoneId zone)
      throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    return BarsOfFile.read(
        file.toString(),
        new BarsOfFile.Manner(
            renames,
            zone,
            Duration.ofSeconds(10),
            wanted,
            new BarSettings(
                Duration.ofMinutes(1),
                List.of(Duration.ofMinutes(5)),
                Duration.ofSeconds(10),
                Duration.ofMinutes(10),
                250,
                Duration.ofMinutes(1),
                Duration.ofSeconds(30)),
            IndicatorSettings.DEFAULTS,
            TradingCalendar.continuous(),
            symbols,
            most),
        new Configuration());
  }

  private static List<DirectionBar> series(BarsOfFile bars, String symbol) {
    return bars.data().bars().getOrDefault(symbol, List.of());
  }

  @Test
  void columnsAreRenamedAndALineHasItsOwnTimeAndVwap() throws IOException {
    BarsOfFile bars =
        read(
            "bars.tsv",
            """
            Ticker\ttime\topen\thigh\tlow\tclose\tvolume\tvwap\tknown_at
            aapl\t2026-03-02 15:00:00\t10\t12\t9\t11\t100\t10.5\t2026-03-02T15:01:07Z
            aapl\t1772463660\t11\t11.5\t10\t10.25\t0\t\t
            aapl\t2026-03-02T15:02:00+00:00\t1e1\t11\t10\t10\t5.5\t10.2\t
            """,
            Duration.ofMinutes(1),
            Map.of("symbol", "ticker", "bar_start", "time"));

    List<DirectionBar> series = series(bars, "AAPL");
    assertThat(series).hasSize(3);
    assertThat(series.get(0).knownAt()).isEqualTo(at("2026-03-02T15:01:07Z"));
    assertThat(series.get(0).vwap()).isEqualTo(10.5);
    assertThat(series.get(1).start()).isEqualTo(at("2026-03-02T15:01:00Z"));
    assertThat(series.get(1).knownAt()).isEqualTo(at("2026-03-02T15:02:10Z"));
    assertThat(series.get(1).vwap()).isNaN();
    assertThat(series.get(2).open()).isEqualTo(10);
    assertThat(series.get(2).volume()).isEqualTo(5.5);
  }

  @Test
  void aColumnThatIsMistypedOrUnknownIsRefused() {
    String text =
        """
        ticker,bar_start,open,high,low,close,volume
        A,2026-03-02T15:00:00Z,10,12,9,11,100
        A,2026-03-02T15:01:00Z,10,12,9,11,100
        """;

    assertThatThrownBy(
            () -> read("bars.csv", text, Duration.ofMinutes(1), Map.of("symbol", "tickr")))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("it has no column tickr, only ticker, bar_start")
        .hasMessageContaining("--map symbol=NAME");
    assertThatThrownBy(
            () -> read("bars.csv", text, Duration.ofMinutes(1), Map.of("symbl", "ticker")))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("--map names symbl, which bars do not have");
  }

  @Test
  void aBarThatWasKnownBeforeItWasOverIsRefused() {
    assertThatThrownBy(
            () ->
                read(
                    "bars.csv",
                    """
                    symbol,bar_start,open,high,low,close,volume,known_at
                    A,2026-03-02T15:00:00Z,10,12,9,11,100,2026-03-02T15:01:00Z
                    A,2026-03-02T15:01:00Z,10,12,9,11,100,2026-03-02T15:01:59Z
                    """,
                    Duration.ofMinutes(1),
                    Map.of()))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("begins at 2026-03-02T15:01:00Z")
        .hasMessageContaining("before it was over");
  }

  @Test
  void linesThatAreNoBarsAreCountedByTheirReason() throws IOException {
    BarsOfFile bars =
        read(
            "bars.csv",
            """
            symbol,bar_start,open,high,low,close,volume
            A,2026-03-02T15:00:00Z,10,12,9,11,100
            A,2026-03-02T15:01:00Z,10,12,9,11,100
            A,2026-03-02T15:01:00Z,10,12,9,11,100
            A,yesterday,10,12,9,11,100
            A,2026-03-02T15:03:00Z,10,9,9,11,100
            A,2026-03-02T15:04:00Z,-1,12,9,11,100
            A,2026-03-02T15:05:00Z,10,12,9,,100
            """,
            Duration.ofMinutes(1),
            Map.of());

    assertThat(series(bars, "A")).hasSize(2);
    assertThat(bars.data().reading().keySet())
        .filteredOn(key -> key.startsWith("left out"))
        .hasSize(5);
  }

  @Test
  void daysAreForecastAsDaysAndAFileWithoutSymbolsIsOneSeries() throws IOException {
    BarsOfFile bars =
        read(
            "spy.csv",
            """
            bar_start,open,high,low,close,volume
            2026-03-02,10,12,9,11,100
            2026-03-03,10,12,9,11,100
            2026-03-04,10,12,9,11,100
            2026-03-09,10,12,9,11,100
            """,
            Duration.ofMinutes(1),
            Map.of());

    assertThat(bars.interval()).isEqualTo(Duration.ofDays(1));
    assertThat(series(bars, "SPY")).hasSize(4);
    assertThat(series(bars, "SPY").get(0).end()).isEqualTo(at("2026-03-03T00:00:00Z"));
  }

  @Test
  void minutesAreRolledUpToTheIntervalThatIsForecast() throws IOException {
    BarsOfFile bars =
        read(
            "bars.csv",
            """
            symbol,bar_start,open,high,low,close,volume
            A,2026-03-02T15:00:00Z,10,12,9,11,100
            A,2026-03-02T15:01:00Z,11,12,9,10,100
            A,2026-03-02T15:06:00Z,11,12,9,10,100
            """,
            Duration.ofMinutes(5),
            Map.of());

    assertThat(bars.interval()).isEqualTo(Duration.ofMinutes(5));
    List<DirectionBar> series = series(bars, "A");
    assertThat(series).extracting(DirectionBar::close).containsExactly(10.0, 10.0);
    assertThat(series.get(0).volume()).isEqualTo(200);
    assertThat(series.get(0).knownAt()).isEqualTo(at("2026-03-02T15:05:10Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-03-02T15:00:00Z",
        "2026-03-02 15:00:00",
        "2026-03-02 15:00",
        "2026-03-02T10:00:00-05:00",
        "2026-03-02 15:00:00+00:00",
        "1772463600",
        "1772463600000",
        "1772463600.0",
        "2026-03-02T15:00:00.000000Z"
      })
  void aTimeIsReadInEachFormThatPeopleWrite(String time) throws IOException {
    BarsOfFile bars =
        read(
            "a.csv",
            "volume,close,low,high,open,bar_start\n"
                + "5,10,9,11,10,2026-03-02T15:01:00Z\n5,10,9,11,10,"
                + time
                + "\n",
            Duration.ofMinutes(1),
            Map.of());

    assertThat(series(bars, "A"))
        .extracting(DirectionBar::start)
        .containsExactly(at("2026-03-02T15:00:00Z"), at("2026-03-02T15:01:00Z"));
  }

  @Test
  void timesWithoutAnOffsetAreOfTheZoneThatIsNamedAndAllOthersAreNot() throws IOException {
    BarsOfFile bars =
        read(
            "a.csv",
            """
            bar_start,open,high,low,close,volume,known_at
            2026-03-02 10:00,1,1,1,1,1,2026-03-02 10:01:05
            2026-03-02T15:01:00Z,1,1,1,1,1,
            1772463720,1,1,1,1,1,
            2026-03-09 10:00:00,1,1,1,1,1,
            """,
            Duration.ofMinutes(1),
            Map.of(),
            List.of(),
            9,
            ZoneId.of("America/New_York"));

    // Clocks change between the two weeks.
    assertThat(series(bars, "A"))
        .extracting(DirectionBar::start)
        .containsExactly(
            at("2026-03-02T15:00:00Z"),
            at("2026-03-02T15:01:00Z"),
            at("2026-03-02T15:02:00Z"),
            at("2026-03-09T14:00:00Z"));
    assertThat(series(bars, "A").get(0).knownAt()).isEqualTo(at("2026-03-02T15:01:05Z"));
    assertThat(bars.data().reading()).containsEntry("zone", "America/New_York");
  }

  @Test
  void aDateWithoutDashesIsADay() throws IOException {
    BarsOfFile bars =
        read(
            "a.csv",
            "bar_start,open,high,low,close,volume\n20260303,1,1,1,1,1\n20260302,1,1,1,1,1\n",
            Duration.ofMinutes(1),
            Map.of());

    assertThat(series(bars, "A").get(0).start()).isEqualTo(at("2026-03-02T00:00:00Z"));
    assertThat(bars.interval()).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void symbolsAreChosenAndMoreThanFitsIsRefused() throws IOException {
    String text =
        """
        symbol;bar_start;open;high;low;close;volume
        B;2026-03-02T15:01:00Z;1;1;1;1;1
        A;2026-03-02T15:01:00Z;1;1;1;1;1
        B;2026-03-02T15:00:00Z;1;1;1;1;1
        """;

    assertThat(read("a.csv", text, Duration.ofMinutes(1), Map.of(), List.of("b"), 2).data().bars())
        .containsOnlyKeys("B");
    assertThatThrownBy(
            () -> read("a.csv", text, Duration.ofMinutes(1), Map.of(), List.of("IBM"), 9))
        .hasMessageContaining("it has no bars of IBM")
        .hasMessageContaining("name some of A, B");
    assertThatThrownBy(() -> read("a.csv", text, Duration.ofMinutes(1), Map.of(), List.of(), 2))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("there are 3, and at most 2 fit into this process's memory");
  }

  @Test
  void aFileWithoutBarsGetsOneSentence() {
    assertThatThrownBy(() -> read("a.csv", "x,y\n1,2\n", Duration.ofMinutes(1), Map.of()))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("it has no column bar_start, open, high, low, close, volume");
    assertThatThrownBy(
            () ->
                read(
                    "b.csv",
                    "symbol,bar_start,open,high,low,close,volume\nA,?,1,1,1,1,1\n",
                    Duration.ofMinutes(1),
                    Map.of()))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("none of its lines is a bar (1 with a bar_start that is no time")
        .hasMessageContaining("write times as 2026-03-02T14:30:00Z");
  }
}
