package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.marketlake.TestLake;
import io.marketlake.TestSpark;
import io.marketlake.training.direction.PlantedMarket;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** {@code backtest}, as a user calls it. Tier: CI. */
class BacktestTest {
  private static final Path REAL = Path.of("../shared/data/bars_1m_2019.csv.gz");

  /** Of a percentage with three decimals. */
  private static final double ROUNDED = 0.5e-5;

  @TempDir private static Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void startSpark() {
    TestSpark.session();
  }

  private int run(String... arguments) {
    CommandLine line = Launcher.line(new Backtest());
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    List<String> all = new ArrayList<>(List.of(arguments));
    if (all.stream().noneMatch(argument -> argument.startsWith("lake.path="))) {
      all.addAll(List.of("--set", "lake.path=" + folder.resolve("lake")));
    }
    return line.execute(all.toArray(String[]::new));
  }

  /** Two sessions of a walk with two symbols, in New York's hours. */
  private static Path walk() throws IOException {
    Random random = new Random(5);
    StringBuilder csv = new StringBuilder("ticker,time,open,high,low,close,volume\n");
    for (String symbol : List.of("AAPL", "MSFT")) {
      double price = 100;
      for (int day = 2; day <= 4; day++) {
        for (int minute = 0; minute < 390; minute++) {
          double open = price;
          price *= Math.exp(0.001 * random.nextGaussian());
          csv.append(
              String.format(
                  Locale.ROOT,
                  "%s,2026-03-%02dT%02d:%02d:00Z,%.4f,%.4f,%.4f,%.4f,%d%n",
                  symbol,
                  day,
                  14 + (30 + minute) / 60,
                  (30 + minute) % 60,
                  open,
                  Math.max(open, price) + 0.01,
                  Math.min(open, price) - 0.01,
                  price,
                  100));
        }
      }
    }
    return Files.writeString(folder.resolve("walk.csv"), csv);
  }

  @Test
  void barsOutOfSessionsAreToldAndAZoneIsOneThatThereIs() throws Exception {
    Path file = folder.resolve("early.csv");
    Files.writeString(
        file,
        Files.readString(walk())
            + "AAPL,2026-03-03 07:00,100,100,100,100,1\nMSFT,2026-03-04 16:05,100,100,100,100,1\n");
    String[] test = {
      "--strategy",
      "rsi",
      "--bars",
      file.toString(),
      "--map",
      "symbol=ticker,bar_start=time",
      "--calendar",
      "us-equities",
      "--from",
      "2026-03-03",
      "--zone",
      "America/New_York"
    };

    assertThat(run(test)).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains(": 1560 bars of AAPL", "2 bars are left out: they lie outside of sessions");
    test[test.length - 1] = "New_York";
    assertThat(run(test)).isEqualTo(2);
    assertThat(err.toString()).contains("--zone New_York", "no such time zone").hasLineCount(1);
  }

  @Test
  void aFileIsTestedAndTold() throws Exception {
    Path json = folder.resolve("report/a.json");
    Path svg = folder.resolve("report/a.svg");
    Path trades = folder.resolve("report/a.csv");

    int status =
        run(
            "--strategy",
            "rsi",
            "--bars",
            walk().toString(),
            "--map",
            "symbol=ticker,bar_start=time",
            "--calendar",
            "us-equities",
            "--flat-overnight",
            "--from",
            "2026-03-03",
            "--json",
            json.toString(),
            "--svg",
            svg.toString(),
            "--trades",
            trades.toString());

    assertThat(err.toString()).isEmpty();
    assertThat(status).isZero();
    assertThat(out.toString())
        .startsWith("rsi 14, 30 to 70: 1560 bars of AAPL, MSFT, from 2026-03-03T14:30:00Z")
        .contains("nights: flat 5m before the end of a session", "lookAhead: none at 20 moments")
        .contains("total return", "buy and hold", "by 2 days drawn again");

    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(report.at("/curve")).hasSize(780);
    double end = report.at("/curve/779/strategy").asDouble();
    assertThat(report.at("/performance/totalReturn").asDouble()).isCloseTo(end - 1, within(1e-12));
    assertThat(report.at("/performance/nights").asInt()).isZero();
    assertThat(report.at("/buyAndHold/nights").asInt()).isEqualTo(2);
    assertThat(report.at("/buyAndHold/fills").asInt()).isEqualTo(2);
    assertThat(report.at("/buyAndHold/hitRate").isNull()).isTrue();

    List<String> lines = Files.readAllLines(trades);
    assertThat(lines).hasSize(1 + report.at("/performance/fills").asInt());
    assertThat(lines.get(0)).startsWith("symbol,decided_at,known_at,filled_at,position");
    assertThat(lines.get(1)).matches("(AAPL|MSFT),2026-03-03T1\\d:\\d\\d:00Z,.*");

    byte[] page = Files.readAllBytes(svg);
    assertThat(
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(page))
                .getElementsByTagName("polyline")
                .getLength())
        .isEqualTo(4);
    assertThat(new String(page, StandardCharsets.UTF_8))
        .contains("rsi 14, 30 to 70 against buy and hold", "2026-03-04")
        .doesNotContain("NaN", "href");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --strategy luck --feed ticks|there is no such strategy
          --strategy rsi --fast 3 --feed ticks|the strategy rsi has no such number
          --strategy macd --fast 30 --bars FILE|macdSlow must be above macdFast (30), not 26
          --strategy rsi --low 60 --bars FILE|levels must lie on both sides of 50
          --strategy rsi|neither is a file of bars
          --strategy rsi --feed ticks --bars FILE|the bars of a file are of no feed
          --strategy rsi --feed ticks --map symbol=s|the bars of the lake need none
          --strategy rsi --bars FILE --map symbol|it is not OURS=THEIRS
          --strategy rsi --bars FILE --from 2026-03-04 --to 2026-03-03|it is not after --from
          --strategy rsi --bars FILE --calendar mars|there is no such calendar
          --strategy rsi --bars FILE --flat-overnight|has no end of a session
          --strategy rsi --bars FILE --cost-bps -1|costBasisPoints must be a number of 0 or more
          --strategy rsi --bars FILE --leak-moments 0|it is not between 1 and 1000
          --strategy rsi --bars FILE --symbols IBM|it has no bars of IBM
          --strategy rsi --bars FILE --from 2026-04-01|there is nothing to test in walk.csv
          --strategy model --threshold 0.2 --feed ticks|--threshold 0.2
          --strategy rsi --feed nobody|there is no feed 'nobody'
          """)
  void aMistakeGetsOneSentence(String arguments, String told) throws IOException {
    String file = walk() + " --map symbol=ticker,bar_start=time";
    String filled =
        arguments.contains("--map")
            ? arguments.replace("FILE", walk().toString())
            : arguments.replace("FILE", file);

    int status = run(filled.split(" "));

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains(told).hasLineCount(1).startsWith("error: ");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void theLakeAndTheFileThatItWasLoadedFromGiveTheSame() throws IOException {
    TestLake lake = new TestLake(folder.resolve("loaded"));
    Path file = walk();
    new Backfills("ticks")
        .load(
            lake,
            file,
            "--kind",
            "bars",
            "--map",
            "ticker=symbol",
            "--map",
            "time=bar_start",
            "--delay",
            "10s");
    Path ofFile = folder.resolve("file.json");
    Path ofLake = folder.resolve("lake.json");

    run(
        "--strategy",
        "macd",
        "--bars",
        file.toString(),
        "--map",
        "symbol=ticker,bar_start=time",
        "--known-after",
        "10s",
        "--from",
        "2026-03-03T16:00:00Z",
        "--to",
        "2026-03-04T16:00:00Z",
        "--json",
        ofFile.toString());
    int status =
        run(
            "--strategy",
            "macd",
            "--feed",
            "ticks",
            "--symbols",
            "AAPL,MSFT",
            "--from",
            "2026-03-03T16:00:00Z",
            "--to",
            "2026-03-04T16:00:00Z",
            "--json",
            ofLake.toString(),
            "--set",
            "lake.path=" + lake.settings().lake());

    assertThat(err.toString()).isEmpty();
    assertThat(status).isZero();
    JsonNode loaded = new ObjectMapper().readTree(ofLake.toFile());
    JsonNode read = new ObjectMapper().readTree(ofFile.toFile());
    assertThat(loaded.get("data").asText()).isEqualTo("silver.bars of ticks");
    assertThat(loaded.get("bars").asLong()).isEqualTo(2 * 390);
    assertThat(loaded.at("/performance/fills").asInt()).isGreaterThan(20);
    for (String figure : List.of("performance", "buyAndHold", "dailyDifference", "curve")) {
      assertThat(loaded.get(figure)).as(figure).isEqualTo(read.get(figure));
    }
  }

  /** Tier: proof, since it trains one. */
  @Tag("proof")
  @Test
  void aModelIsTestedOnBarsAfterThoseThatItWasTrainedOn() throws IOException {
    List<String> lines = PlantedMarket.csv(2, 12, 0.05, 11).lines().toList();
    List<String> days = lines.stream().skip(1).map(BacktestTest::day).distinct().sorted().toList();
    String next = days.get(8);
    Path all = Files.write(folder.resolve("planted.csv"), lines);
    Path first =
        Files.write(
            folder.resolve("planted-first.csv"),
            lines.stream()
                .filter(line -> line.startsWith("symbol") || day(line).compareTo(next) < 0)
                .toList());
    List<String> settings = new ArrayList<>();
    for (String setting :
        List.of(
            "lake.path=" + folder.resolve("models"),
            "direction.horizons=1",
            "direction.training.folds=2",
            "direction.training.trees=10")) {
      settings.addAll(List.of("--set", setting));
    }
    List<String> train = new ArrayList<>(List.of("direction", "--bars", first.toString()));
    train.addAll(settings);
    CommandLine trainer = Launcher.line(new Train());
    trainer.setOut(new PrintWriter(new StringWriter()));
    assertThat(trainer.execute(train.toArray(String[]::new))).isZero();
    List<String> test = new ArrayList<>(List.of("--strategy", "model", "--bars", all.toString()));
    test.addAll(settings);

    assertThat(run(test.toArray(String[]::new))).isEqualTo(2);
    assertThat(err.toString())
        .hasLineCount(1)
        .contains("it was trained on what was known until", "--in-sample");
    err.getBuffer().setLength(0);

    test.add("--in-sample");
    assertThat(run(test.toArray(String[]::new))).as(err.toString()).isZero();
    assertThat(out.toString()).contains("model: IN SAMPLE: it was trained on what was known until");
    out.getBuffer().setLength(0);

    test.remove("--in-sample");
    test.addAll(List.of("--from", next, "--cost-bps", "0", "--slippage-bps", "0"));
    assertThat(run(test.toArray(String[]::new))).as(err.toString()).isZero();
    assertThat(out.toString())
        .startsWith("model 2")
        .contains("horizon 1, above 0.5", "before this time", "lookAhead: none");
  }

  private static String day(String line) {
    return line.split(",", -1)[1].substring(0, 10);
  }

  /** The figures of docs/backtest.md, in percent. */
  @ParameterizedTest
  @CsvSource({
    "sma-crossover,-3.478,0.479,606,-2.126,-0.237",
    "macd,-5.549,-0.604,768,-2.763,-0.529",
    "rsi,-0.797,-0.036,226,-0.894,0.071",
    "bollinger,-2.145,0.148,684,-1.260,-0.218"
  })
  void theFiguresOfRealBars(
      String strategy, double total, double free, int trades, double low, double high)
      throws IOException {
    assumeTrue(Files.exists(REAL), "needs " + REAL);
    Path json = folder.resolve(strategy + ".json");

    int status =
        run(
            "--strategy",
            strategy,
            "--bars",
            REAL.toString(),
            "--calendar",
            "us-equities",
            "--from",
            "2019-02-12",
            "--json",
            json.toString());

    assertThat(err.toString()).isEmpty();
    assertThat(status).isZero();
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(report.get("bars").asLong()).isEqualTo(9346);
    assertThat(report.at("/performance/totalReturn").asDouble())
        .isCloseTo(total / 100, within(ROUNDED));
    assertThat(report.get("totalReturnBeforeCosts").asDouble())
        .isCloseTo(free / 100, within(ROUNDED));
    assertThat(report.at("/performance/fills").asInt()).isEqualTo(trades);
    assertThat(report.at("/buyAndHold/totalReturn").asDouble()).isCloseTo(0.00845, within(ROUNDED));
    assertThat(report.at("/dailyDifference/low").asDouble()).isCloseTo(low / 100, within(ROUNDED));
    assertThat(report.at("/dailyDifference/high").asDouble())
        .isCloseTo(high / 100, within(ROUNDED));
  }
}
