package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestLake;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.bars.BarFeed;
import io.marketlake.error.PipelineException;
import io.marketlake.history.BarRebuild;
import io.marketlake.history.BarRebuild.Mode;
import io.marketlake.job.FailPoint;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Coordinate;
import io.marketlake.schema.SilverBars;
import io.marketlake.topology.LayerQuery;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bars made anew from what silver holds.
 *
 * <p>Tier: CI.
 */
class RebuildTest {
  /** So that the market goes over midnight. */
  private static final Instant BEGIN = Instant.parse("2026-03-02T22:00:00Z");

  private static final LocalDate SECOND_DAY = LocalDate.parse("2026-03-03");
  private static final List<LayerName> ALL =
      List.of(LayerName.BRONZE, LayerName.SILVER, LayerName.BARS);

  @TempDir private Path folder;

  private static void run(TestLake lake) {
    lake.run(ALL, List.of("ticks"), FailPoint.NONE);
  }

  private static BarRebuild.Result rebuild(TestLake lake, Mode mode, String... from) {
    return rebuild(lake, mode, FailPoint.NONE, from);
  }

  private static BarRebuild.Result rebuild(
      TestLake lake, Mode mode, FailPoint failPoint, String... from) {
    BarFeed ticks = BarLayers.feeds(lake.settings(), List.of(lake.feed("ticks"))).get(0);
    return new BarRebuild(
            lake.lake(),
            ticks,
            BarLayers.tables(lake.settings()),
            lake.settings().leases(),
            (layer, source, day, number, of) -> {},
            failPoint)
        .run(mode, Stream.of(from).findFirst().map(LocalDate::parse));
  }

  /** The newest revision of each bar. */
  private static Dataset<Row> current(TestLake lake) {
    return lake.lake()
        .tables()
        .read(BarLayers.tables(lake.settings()).bars())
        .withColumn(
            "newest",
            functions.expr(
                "max(revision) OVER (PARTITION BY source_feed, symbol, interval, bar_start)"))
        .filter("revision = newest AND trade_count > 0")
        .drop("newest");
  }

  private static void dropBars(TestLake lake) {
    BarLayers.tables(lake.settings()).all().forEach(lake.lake().tables()::drop);
  }

  @Test
  void asStreamedMakesWhatTheStreamMade() {
    Prices market = Prices.market(7, BEGIN, 600);
    Prices first = new Prices(market.ticks().subList(0, 450));
    Prices rest = new Prices(market.ticks().subList(450, 600));
    TestLake lake = new TestLake(folder.resolve("lake"));
    TestLake undisturbed = lake.beside(folder.resolve("undisturbed"));
    first.send(lake);
    run(lake);
    Map<String, List<String>> streamed = lake.bars();

    BarRebuild.Result nothing = rebuild(lake, Mode.AS_STREAMED);
    assertThat(nothing.bars() + nothing.windows()).isZero();
    assertThat(nothing.lateChanged()).isFalse();
    assertThat(lake.bars()).isEqualTo(streamed);

    BarRebuild.Result since = rebuild(lake, Mode.AS_STREAMED, SECOND_DAY.toString());
    assertThat(since.bars() + since.windows()).isZero();
    assertThat(since.lateChanged()).isFalse();
    assertThat(lake.bars()).isEqualTo(streamed);

    dropBars(lake);
    BarRebuild.Result whole = rebuild(lake, Mode.AS_STREAMED);
    assertThat(streamed.get("silver.bars")).hasSize((int) whole.bars());
    assertThat(lake.bars()).isEqualTo(streamed);

    rest.send(lake);
    run(lake);
    run(undisturbed);
    assertThat(lake.bars()).isEqualTo(undisturbed.bars());
  }

  @Test
  void aRebuildThatIsKilledWhileItWritesIsEndedBeforeTheStreamGoesOn() {
    Prices market = Prices.market(5, BEGIN, 300);
    TestLake lake = new TestLake(folder.resolve("lake"));
    market.send(lake);
    run(lake);
    Map<String, List<String>> streamed = lake.bars();
    dropBars(lake);
    for (String point : List.of("rebuilt", "after silver.bars", "after silver.windows")) {
      AtomicBoolean fired = new AtomicBoolean();
      assertThatThrownBy(
              () ->
                  rebuild(
                      lake,
                      Mode.AS_STREAMED,
                      reached -> {
                        if (reached.equals(point)) {
                          fired.set(true);
                          throw new IllegalStateException("killed " + point);
                        }
                      }))
          .hasMessageContaining("killed " + point);
      assertThat(fired).as(point).isTrue();
    }
    assertThatThrownBy(() -> run(lake))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("rebuild.sh --mode as-streamed --feed ticks");

    assertThat(rebuild(lake, Mode.AS_STREAMED).resumed()).isTrue();

    assertThat(lake.bars()).isEqualTo(streamed);
    run(lake);
    assertThat(lake.bars()).isEqualTo(streamed);
  }

  @Test
  void aRebuildIsRefusedWhileAStreamWritesTheBars() {
    TestLake lake = new TestLake(folder.resolve("lake"));
    Prices.market(5, BEGIN, 20).send(lake);
    run(lake);
    try (LayerQuery bars = lake.startLive(List.of(LayerName.BARS))) {
      bars.drain();
      assertThatThrownBy(() -> rebuild(lake, Mode.CORRECTED))
          .isInstanceOf(PipelineException.class)
          .hasMessageContaining("is already being written");
    }
  }

  /** What a bar says, but for what late events make different from a market without them. */
  private static Set<String> said(TestLake lake, String where) {
    Set<String> other =
        Stream.concat(
                Stream.of(
                    BronzeEvents.KNOWN_AT,
                    BronzeEvents.INGESTED_AT,
                    SilverBars.REVISION,
                    SilverBars.LATE_COUNT,
                    SilverBars.STATE_BEFORE),
                Coordinate.COLUMNS.stream().map(io.marketlake.schema.Column::name))
            .collect(Collectors.toSet());
    Dataset<Row> bars = current(lake).filter(where);
    return Set.copyOf(
        bars.select(
                Stream.of(bars.columns())
                    .filter(c -> !other.contains(c))
                    .map(functions::col)
                    .toArray(org.apache.spark.sql.Column[]::new))
            .toJSON()
            .collectAsList());
  }

  @Test
  void correctedBarsAreThoseOfAMarketWithoutDelays() {
    Prices market = Prices.market(11, BEGIN, 600);
    Prices onTime =
        new Prices(
            market.ticks().stream()
                .map(t -> new Prices.Tick(t.symbol(), t.time(), t.time(), t.cents(), t.volume()))
                .sorted(Comparator.comparing(Prices.Tick::time))
                .toList());
    TestLake late = new TestLake(folder.resolve("late"));
    TestLake punctual = new TestLake(folder.resolve("punctual"));
    market.send(late);
    onTime.send(punctual);
    run(late);
    run(punctual);
    assertThat(late.bars().get("silver.late")).hasSizeGreaterThan(10);
    assertThat(punctual.bars().get("silver.late")).isEmpty();
    // What is final in both: the newest bars of a symbol are open in one of them.
    String settled = "bar_end <= timestamp'2026-03-03T02:00:00Z'";
    assertThat(said(late, settled)).isNotEqualTo(said(punctual, settled));

    BarRebuild.Result result = rebuild(late, Mode.CORRECTED);

    assertThat(result.bars()).isPositive();
    assertThat(said(late, settled)).isEqualTo(said(punctual, settled)).hasSizeGreaterThan(100);
    assertRevisionsDiffer(late);
    assertThat(rebuild(late, Mode.CORRECTED).bars()).isZero();
    assertThat(rebuild(late, Mode.CORRECTED, "2026-03-02").bars()).isZero();
  }

  /** A revision is raised where a value changed, and only there. */
  private static void assertRevisionsDiffer(TestLake lake) {
    Dataset<Row> bars = lake.lake().tables().read(BarLayers.tables(lake.settings()).bars());
    String values =
        Stream.of(bars.columns())
            .filter(c -> !Set.of(BronzeEvents.INGESTED_AT, SilverBars.REVISION).contains(c))
            .map(c -> "`" + c + "`")
            .collect(Collectors.joining(", "));
    Dataset<Row> repeated =
        bars.withColumn("said", functions.expr("struct(" + values + ")"))
            .groupBy("source_feed", "symbol", "interval", "bar_start")
            .agg(
                functions.expr("count(*) AS revisions"),
                functions.expr("size(collect_set(to_json(said))) AS kinds"));
    assertThat(repeated.filter("revisions > 1").count()).isPositive();
    assertThat(repeated.filter("revisions <> kinds").count()).isZero();
    assertThat(bars.filter("revision > 0 AND late_count > 0").count()).isPositive();
  }
}
