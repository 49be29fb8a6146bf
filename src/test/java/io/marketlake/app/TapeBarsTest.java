package io.marketlake.app;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.marketlake.TestLake;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.history.BarRebuild.Mode;
import io.marketlake.history.BarRebuild.Result;
import io.marketlake.job.FailPoint;
import io.marketlake.schema.SilverBarStates;
import io.marketlake.schema.SilverBars;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bars of a real day's trades, however its stream is cut, and rebuilt of what silver has. Skipped
 * where the tape, which is not the project's own, is absent.
 *
 * <p>Tier: proof.
 */
@Tag("proof")
class TapeBarsTest {
  private static final List<String> TRADES = List.of("trades");
  private static final List<LayerName> ALL =
      List.of(LayerName.BRONZE, LayerName.SILVER, LayerName.BARS);

  @TempDir private Path folder;

  @BeforeEach
  void requireTape() {
    assumeThat(Files.exists(Tape.FILE)).as("%s is absent", Tape.FILE).isTrue();
  }

  private static void run(TestLake lake, List<LayerName> layers) {
    lake.run(layers, TRADES, FailPoint.NONE);
  }

  static Map<String, String> with(Map<String, String> settings, int maxRecords) {
    Map<String, String> all = new TreeMap<>(settings);
    all.put("stream.max-records-per-batch", String.valueOf(maxRecords));
    return all;
  }

  /** Three cuts, one go and a rebuild, fused and split: the bars of the plain rule, to the byte. */
  private int assertEveryCutAlike(Tape tape, Map<String, String> settings) {
    TestLake stopped = new TestLake(folder.resolve("stopped"), Optional.empty(), settings);
    TestLake fine = stopped.beside(folder.resolve("fine"), with(settings, 17_000));
    TestLake coarse = stopped.beside(folder.resolve("coarse"), with(settings, 90_000));
    TestLake whole = stopped.beside(folder.resolve("whole"), settings);
    int prints = tape.prints().size();
    Random random = new Random(prints);
    TreeSet<Integer> stops = new TreeSet<>(List.of(0, prints));
    while (stops.size() < 6) {
      stops.add(random.nextInt(prints));
    }
    List<Integer> cuts = new ArrayList<>(stops);
    for (int i = 1; i < cuts.size(); i++) {
      tape.send(stopped, cuts.get(i - 1), cuts.get(i));
      run(stopped, ALL);
      if (i == 2) {
        ALL.forEach(layer -> run(coarse, List.of(layer)));
      }
    }
    run(fine, ALL);
    ALL.forEach(layer -> run(coarse, List.of(layer)));
    run(whole, ALL);
    Map<String, List<String>> bars = whole.bars();
    for (TestLake lake : List.of(stopped, fine, coarse)) {
      assertSame(lake, bars);
    }
    assertRebuiltAlike(coarse, bars);
    return tape.assertBars(whole);
  }

  private static void assertSame(TestLake lake, Map<String, List<String>> bars) {
    Map<String, List<String>> found = lake.bars();
    assertThat(found.keySet()).isEqualTo(bars.keySet());
    bars.forEach((table, rows) -> assertThat(found.get(table)).as(table).isEqualTo(rows));
  }

  /** In place, from the tape's date on, and once the tables are gone. */
  private static void assertRebuiltAlike(TestLake lake, Map<String, List<String>> bars) {
    Rebuilds rebuilds = new Rebuilds("trades");
    Result nothing = new Result(0, 0, false, false);
    assertThat(rebuilds.run(lake, Mode.AS_STREAMED)).isEqualTo(nothing);
    assertThat(rebuilds.run(lake, Mode.AS_STREAMED, "2013-10-10")).isEqualTo(nothing);
    assertSame(lake, bars);
    Rebuilds.dropBars(lake);
    assertThat(rebuilds.run(lake, Mode.AS_STREAMED).lateChanged())
        .isEqualTo(!bars.getOrDefault("silver.late", List.of()).isEmpty());
    assertSame(lake, bars);
  }

  /** Of the 1,513 minutes of a symbol with prints, two are not over when the tape ends. */
  @Test
  void theTapeMakesTheSameBarsHoweverItIsCut() {
    assertThat(assertEveryCutAlike(Tape.read(), Tape.ALL_COUNT)).isEqualTo(1_511);
    assertThat(
            new TestLake(folder.resolve("whole"))
                .lake()
                .tables()
                .read(SilverBarStates.TABLE)
                .filter("symbol IS NOT NULL")
                .groupBy(SilverBars.SOURCE_FEED, SilverBarStates.STATE_KEY)
                .agg(expr("max_by(size(open_bars), step) AS open"))
                .agg(sum("open"))
                .first()
                .getLong(0))
        .isEqualTo(2);
  }

  @Test
  void theTapeByItsSaleConditionsMakesTheSameBarsHoweverItIsCut() {
    assertThat(assertEveryCutAlike(Tape.read(), Tape.BY_CONDITIONS)).isEqualTo(1_173);
  }

  @Test
  void ofADisplacedTapeThoseAreLateThatTheRuleNames() {
    Tape displaced = Tape.read().displaced(new Random(9));
    assertThat(displaced.prints()).hasSize(201_300);
    // The only print of BAC in the minute of 20:07 is late.
    assertThat(assertEveryCutAlike(displaced, Tape.ALL_COUNT)).isEqualTo(1_510);
  }
}
