package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.marketlake.TestLake;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.history.BarRebuild.Mode;
import io.marketlake.history.BarRebuild.Result;
import io.marketlake.job.FailPoint;
import io.marketlake.schema.SilverBars;
import io.marketlake.schema.SilverLate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.JavaConverters;

/**
 * A real day's trades of which some come much too late, corrected. Skipped where the tape, which is
 * not the project's own, is absent.
 *
 * <p>Tier: proof.
 */
@Tag("proof")
class TapeCorrectionTest {
  private static final List<LayerName> ALL =
      List.of(LayerName.BRONZE, LayerName.SILVER, LayerName.BARS);
  private static final Rebuilds REBUILDS = new Rebuilds("trades");

  @TempDir private Path folder;

  @BeforeEach
  void requireTape() {
    assumeThat(Files.exists(Tape.FILE)).as("%s is absent", Tape.FILE).isTrue();
  }

  private TestLake streamed(String name, Tape tape, Map<String, String> settings) {
    TestLake lake =
        new TestLake(folder.resolve(name), Optional.empty(), TapeBarsTest.with(settings, 70_000));
    tape.send(lake, 0, tape.prints().size());
    lake.run(ALL, List.of("trades"), FailPoint.NONE);
    return lake;
  }

  @Test
  void aDisplacedTapeIsCorrectedToTheUndisturbedOne() {
    assertCorrected(Tape.ALL_COUNT);
  }

  @Test
  void aDisplacedTapeByItsSaleConditionsIsCorrectedToTheUndisturbedOne() {
    assertCorrected(Tape.BY_CONDITIONS);
  }

  private void assertCorrected(Map<String, String> settings) {
    TestLake undisturbed = streamed("undisturbed", Tape.read(), settings);
    TestLake displaced = streamed("displaced", Tape.read().displaced(new Random(9)), settings);
    Set<String> was = Rebuilds.values(Rebuilds.currentBars(displaced));
    Set<String> wanted = Rebuilds.values(Rebuilds.currentBars(undisturbed));
    Set<String> wantedWindows = Rebuilds.values(Rebuilds.currentWindows(undisturbed));
    assertThat(was).isNotEqualTo(wanted);

    Result result = REBUILDS.run(displaced, Mode.CORRECTED);

    assertThat(Rebuilds.values(Rebuilds.currentBars(displaced))).isEqualTo(wanted);
    assertThat(Rebuilds.values(Rebuilds.currentWindows(displaced))).isEqualTo(wantedWindows);
    assertThat(result.resumed()).isFalse();
    assertThat(result.bars()).isEqualTo(Rebuilds.bars(displaced).filter("revision > 0").count());
    Rebuilds.assertRevisionsDiffer(displaced);
    assertThat(Rebuilds.bars(displaced).filter("revision > 1").count()).isZero();
    assertLateCounts(displaced);
    assertUntouchedUntilTheFirstLateEvent(displaced);
    assertThat(REBUILDS.run(displaced, Mode.CORRECTED)).isEqualTo(new Result(0, 0, false, false));
    assertThat(REBUILDS.run(displaced, Mode.CORRECTED, "2013-10-10"))
        .isEqualTo(new Result(0, 0, false, false));
  }

  /** A bar says how many of its events were late, and those are revised that have some. */
  private static void assertLateCounts(TestLake lake) {
    Dataset<Row> late =
        lake.lake()
            .tables()
            .read(SilverLate.TABLE)
            .groupBy(SilverBars.SYMBOL, SilverBars.BAR_START)
            .count();
    Dataset<Row> bars = Rebuilds.currentBars(lake).filter("interval = '1m'");
    assertThat(texts(bars.filter("late_count > 0"), "late_count"))
        .isSubsetOf(texts(late, "count"))
        .isEqualTo(
            texts(
                bars.join(
                    late,
                    JavaConverters.asScalaBuffer(List.of(SilverBars.SYMBOL, SilverBars.BAR_START))
                        .toSeq()),
                "count"))
        .hasSizeGreaterThan(100);
    assertThat(bars.filter("late_count > 0 AND revision = 0").count()).isZero();
    assertThat(
            Rebuilds.bars(lake).filter("revision > 0").count()
                - Rebuilds.currentBars(lake).filter("revision > 0").count())
        .isZero();
  }

  /** What comes before the first late event of a symbol has the rows that the stream wrote. */
  private static void assertUntouchedUntilTheFirstLateEvent(TestLake lake) {
    Dataset<Row> first =
        lake.lake()
            .tables()
            .read(SilverLate.TABLE)
            .groupBy(SilverBars.SYMBOL)
            .agg(functions.min(SilverBars.BAR_START).as("first_late"));
    Dataset<Row> revised =
        Rebuilds.bars(lake).filter("revision > 0").join(first, SilverBars.SYMBOL);
    assertThat(revised.filter("bar_end <= first_late").count()).isZero();
    assertThat(
            revised
                .filter("bar_start = first_late AND interval = '1m'")
                .select(SilverBars.SYMBOL)
                .distinct()
                .count())
        .isPositive();
  }

  private static Set<String> texts(Dataset<Row> rows, String count) {
    return rows
        .selectExpr("concat_ws(' ', symbol, unix_micros(bar_start), " + count + ")")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
