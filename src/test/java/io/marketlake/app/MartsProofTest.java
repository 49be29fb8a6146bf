package io.marketlake.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.marketlake.TestLake;
import io.marketlake.app.Streams.LayerName;
import io.marketlake.doctor.LakeView;
import io.marketlake.doctor.ProtocolCheck;
import io.marketlake.history.BarRebuild.Mode;
import io.marketlake.job.FailPoint;
import io.marketlake.schema.SilverTable;
import io.marketlake.schema.Table;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Marts of a real day's trades, which skip where the tape is absent, and of a week of 50 companies:
 * kept current, killed, corrected, they equal straight SQL over silver.
 *
 * <p>Tier: proof.
 */
@Tag("proof")
class MartsProofTest {
  private static final List<LayerName> PRICES =
      List.of(LayerName.BRONZE, LayerName.SILVER, LayerName.BARS);
  private static final List<LayerName> WITH_TEXTS =
      List.of(LayerName.BRONZE, LayerName.SILVER, LayerName.BARS, LayerName.GOLD);
  private static final LocalDate MONDAY = LocalDate.parse("2026-03-02");
  private static final int PARTS = 3;

  @TempDir private Path folder;

  @Test
  void thoseOfTheRealTapeAreWhatTheirSqlGives() {
    assertTape(Tape.BY_CONDITIONS);
  }

  @Test
  void thoseOfTheRealTapeWhereEveryPrintCountsAreWhatPlainSqlGives() {
    TestLake lake = assertTape(Tape.ALL_COUNT);

    lake.lake().tables().ensure(SilverTable.of(lake.feed("ticks")));
    PlainMarts.assertSame(new MartLake(lake.settings(), 0));
  }

  private TestLake assertTape(Map<String, String> settings) {
    assumeThat(Files.exists(Tape.FILE)).as("%s is absent", Tape.FILE).isTrue();
    TestLake lake = new TestLake(folder, Optional.empty(), TapeBarsTest.with(settings, 70_000));
    MartLake.writeReference(lake.lake());
    Tape tape = Tape.read().displaced(new Random(9));
    int size = tape.prints().size();
    for (int part = 0; part < PARTS; part++) {
      tape.send(lake, size * part / PARTS, size * (part + 1) / PARTS);
      lake.run(PRICES, List.of("trades"), FailPoint.NONE);
      assertThat(MartLake.refresh(lake.lake(), lake.settings(), FailPoint.NONE)).isNotEmpty();
      MartLake.assertCurrent(lake.lake(), lake.settings());
    }
    assertThat(days(lake)).isEqualTo(tape.days(lake));

    new Rebuilds("trades").run(lake, Mode.CORRECTED);
    assertThat(MartLake.refresh(lake.lake(), lake.settings(), FailPoint.NONE))
        .as("corrected bars change what is made of bars, and nothing else")
        .containsExactly("gold.symbol_kpis", "gold.symbol_sentiment");
    MartLake.assertCurrent(lake.lake(), lake.settings());
    assertThat(MartLake.refresh(lake.lake(), lake.settings(), FailPoint.NONE)).isEmpty();
    return lake;
  }

  /** {@code gold.symbol_day}, as the tape tells it. */
  private static Map<String, List<String>> days(TestLake lake) {
    Map<String, List<String>> days = new TreeMap<>();
    for (Row day :
        new MartLake(lake.settings(), 0)
            .rows("symbol_day")
            .select("symbol", "open", "high", "low", "close", "volume", "notional", "trades")
            .collectAsList()) {
      List<String> texts = new ArrayList<>();
      for (int i = 1; i < day.size(); i++) {
        texts.add(day.isNullAt(i) ? "-" : Tape.text(new BigDecimal(String.valueOf(day.get(i)))));
      }
      assertThat(days.put(day.getString(0), texts)).as("one day of " + day.getString(0)).isNull();
    }
    return days;
  }

  @Test
  void thoseOfASimulatedWeekOf50CompaniesAreWhatTheirSqlGivesAtEveryIdleMoment() {
    TestLake stream = new TestLake(folder);
    stream.publishModel();
    MartLake lake = new MartLake(stream.settings(), 50).withReference();
    SimulatedWeek week = new SimulatedWeek(stream, MONDAY.atStartOfDay(ZoneOffset.UTC).toInstant());
    Random random = new Random(4);
    List<String> names = LakeSchema.marts(lake.settings()).stream().map(Table::id).toList();
    for (int day = 0; day < 7; day++) {
      for (int part = 0; part < PARTS; part++) {
        week.send(Duration.ofHours(24 / PARTS));
        stream.run(WITH_TEXTS);
        ThrowAt killed =
            new ThrowAt(
                (random.nextBoolean() ? "before " : "after ")
                    + names.get(random.nextInt(names.size())));
        try {
          lake.refresh(killed);
        } catch (IllegalStateException e) {
          assertThat(e).hasMessageContaining("fail point");
        }
      }
      lake.refresh();
      lake.assertCurrent();
      PlainMarts.assertSame(lake);
      assertThat(lake.refresh()).isEmpty();
    }
    assertThat(week.heldBack()).as("events that came on a later day").isPositive();

    new Rebuilds("ticks").run(stream, Mode.CORRECTED);
    assertThat(lake.refresh()).contains("gold.symbol_kpis", "gold.symbol_sentiment");
    lake.assertCurrent();
    PlainMarts.assertSame(lake);
    assertEqualsFreshOne(lake);
  }

  /** Made from scratch, without what was kept, they are the same. */
  private static void assertEqualsFreshOne(MartLake lake) {
    Map<String, List<String>> kept = contents(lake);
    LakeSchema.marts(lake.settings()).forEach(lake.lake().tables()::drop);
    lake.refresh();
    assertThat(contents(lake)).isEqualTo(kept);
    assertPlain(lake);
  }

  private static Map<String, List<String>> contents(MartLake lake) {
    Map<String, List<String>> contents = new TreeMap<>();
    lake.settings()
        .marts()
        .marts()
        .forEach(
            mart ->
                contents.put(
                    mart.name(),
                    lake.rows(mart.name()).toJSON().collectAsList().stream().sorted().toList()));
    return contents;
  }

  private static void day(MartLake lake, LocalDate day) {
    lake.trades(day, 400);
    lake.ticks(day, 300);
    lake.bars(day, 40, 0);
    lake.texts(day, 60);
  }

  @Test
  void areWhatTheirSqlGivesThroughDaysLateEventsAndKills() {
    MartLake lake = new MartLake(folder, 12, Map.of()).withReference();
    day(lake, MONDAY);
    day(lake, MONDAY.plusDays(1));
    assertThat(lake.refresh()).hasSize(lake.settings().marts().marts().size());
    assertThat(lake.refresh()).as("nothing was touched").isEmpty();

    day(lake, MONDAY.plusDays(4));
    lake.trades(MONDAY, 25);
    lake.bars(MONDAY.plusDays(1), 20, 1);
    lake.texts(MONDAY.plusDays(1), 10);
    ThrowAt killed = new ThrowAt("before gold.symbol_growth");
    assertThatThrownBy(() -> lake.refresh(killed)).hasMessageContaining("symbol_growth");
    ThrowAt killedAfter = new ThrowAt("after gold.industry_growth");
    assertThatThrownBy(() -> lake.refresh(killedAfter)).hasMessageContaining("industry_growth");
    lake.refresh();
    lake.assertCurrent();
    assertThat(lake.refresh()).isEmpty();

    assertPlain(lake);
    assertThat(
            lake.rows("symbol_sentiment")
                .filter(
                    "surprise IS NOT NULL AND next_return IS NOT NULL AND window_return IS NOT NULL")
                .count())
        .isPositive();
    PlainMarts.assertSame(lake);
  }

  /** Every reader of Delta can read them. */
  private static void assertPlain(MartLake lake) {
    assertThat(
            new ProtocolCheck()
                .findings(
                    new LakeView(
                        lake.lake(),
                        List.copyOf(lake.settings().feeds().values()),
                        LakeSchema.tables(lake.settings()),
                        Instant.now())))
        .isEmpty();
  }

  @Test
  void sentimentOnTheClockOfATraderKnowsNoCorrectionOfBars() {
    MartLake lake = new MartLake(folder, 3, Map.of());
    lake.bars(MONDAY, 40, 0);
    lake.texts(MONDAY, 40);
    lake.refreshOnly("symbol_sentiment");
    List<String> known = ofClock(lake, "known_at");
    List<String> happened = ofClock(lake, "event_time");
    assertThat(known).anyMatch(row -> row.contains("window_return"));

    lake.bars(MONDAY, 40, 1);
    lake.refreshOnly("symbol_sentiment");

    assertThat(ofClock(lake, "known_at")).isEqualTo(known);
    assertThat(ofClock(lake, "event_time")).isNotEqualTo(happened);
  }

  private static List<String> ofClock(MartLake lake, String clock) {
    return lake
        .rows("symbol_sentiment")
        .filter("clock = '" + clock + "'")
        .toJSON()
        .collectAsList()
        .stream()
        .sorted()
        .toList();
  }
}
