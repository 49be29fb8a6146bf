package io.marketlake.feature.bar;

import static io.marketlake.feature.bar.Market.RULES;
import static io.marketlake.feature.bar.Market.SECOND;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.marketlake.feature.market.SaleConditions;
import io.marketlake.feature.market.TradingCalendar;
import io.marketlake.feature.market.TradingSessions;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * What holds for the bars, roll-ups and windows of any events.
 *
 * <p>Tier: CI.
 */
class BarPropertiesTest {
  private static final long BEGIN = 1_000 * SECOND;

  /** Sessions whose bounds lie within base bars, some of them early ones, in odd zones. */
  private static BarRules anyRules(Random random) {
    if (random.nextInt(3) == 0) {
      return RULES;
    }
    LocalTime open = LocalTime.of(0, random.nextInt(20), random.nextInt(60));
    LocalTime close = open.plusSeconds(1 + random.nextInt(1500));
    ZoneId zone = ZoneId.of(random.nextBoolean() ? "UTC" : "Africa/Monrovia");
    return Market.rules(
        TradingCalendar.of(
            "odd",
            zone,
            new TradingSessions(open, close, EnumSet.allOf(DayOfWeek.class), Set.of(), Map.of())));
  }

  /** Events about the sessions of the second day. */
  private static List<PriceEvent> anyEvents(Random random) {
    long begin = (86_400 + random.nextInt(4_200)) * SECOND;
    return Market.events(random, 5 + random.nextInt(200), begin);
  }

  private static void assertNoneTwice(Folding folding) {
    folding.bySymbol.forEach(
        (symbol, bars) ->
            assertThat(bars.stream().map(bar -> bar.length() + " " + bar.start()))
                .as(symbol)
                .doesNotHaveDuplicates());
  }

  @Property(tries = 500)
  void symbolsOverSeveralPartitionsLoseAndDoubleNoEvent(@ForAll long seed) {
    Random random = new Random(seed);
    List<PriceEvent> events = Market.events(random, 5 + random.nextInt(200), BEGIN);
    Folding folding = new Folding(RULES);
    int from = 0;
    while (from < events.size()) {
      int to = Math.min(events.size(), from + 1 + random.nextInt(40));
      Map<String, List<List<PriceEvent>>> lanes = new TreeMap<>();
      for (PriceEvent event : events.subList(from, to)) {
        List<List<PriceEvent>> chunks =
            lanes.computeIfAbsent("lane " + random.nextInt(3), l -> new ArrayList<>());
        if (chunks.isEmpty() || random.nextInt(8) == 0) {
          chunks.add(new ArrayList<>());
        }
        chunks.get(chunks.size() - 1).add(event);
      }
      folding.step(lanes);
      from = to;
    }
    Map<String, PriceEvent> byPlace = new TreeMap<>();
    events.forEach(e -> byPlace.put(e.symbol() + " " + e.offset(), e));
    BigDecimal volume = BigDecimal.ZERO;
    long counted = folding.late.size();
    for (String late : folding.late) {
      PriceEvent event = requireNonNull(byPlace.get(late.substring(0, late.lastIndexOf(' '))));
      volume = volume.add(BigDecimal.valueOf(event.volume(), 6));
    }
    List<BarPart> bars = new ArrayList<>();
    folding.finals.stream()
        .filter(bar -> bar.length().equals(RULES.lengths().get(0)))
        .forEach(bar -> bars.add(bar.prices()));
    folding.states.keySet().forEach(symbol -> bars.addAll(folding.state(symbol).openBars()));
    for (BarPart bar : bars) {
      volume = volume.add(bar.volume());
      counted += bar.events();
    }
    assertThat(folding.late).doesNotHaveDuplicates();
    assertThat(counted).isEqualTo(events.size());
    assertThat(volume)
        .isEqualByComparingTo(
            events.stream()
                .map(e -> BigDecimal.valueOf(e.volume(), 6))
                .reduce(BigDecimal.ZERO, BigDecimal::add));
    assertNoneTwice(folding);
  }

  @Property(tries = 500)
  void aRollUpIsTheSumOfItsBaseBars(@ForAll long seed) {
    Random random = new Random(seed);
    BarRules rules = anyRules(random);
    Folding folding = Folding.ofCuts(rules, anyEvents(random), random);
    assertNoneTwice(folding);
    folding.bySymbol.forEach(
        (symbol, bars) -> {
          List<FinalBar> base =
              bars.stream()
                  .filter(bar -> bar.length().equals(rules.lengths().get(0)) && bar.inSession())
                  .toList();
          for (int length = 1; length < rules.lengths().size(); length++) {
            Map<Long, BarPart> sums = new TreeMap<>();
            for (FinalBar bar : base) {
              long start = rules.span(length, bar.start()).start();
              sums.computeIfAbsent(start, BarPart::new).add(bar.prices());
            }
            Map<Long, BarPart> found = new TreeMap<>();
            Duration wanted = rules.lengths().get(length);
            bars.stream()
                .filter(bar -> bar.length().equals(wanted))
                .forEach(bar -> found.put(bar.start(), bar.prices()));
            BarPart open = folding.state(symbol).rollUp(length);
            if (open != null) {
              assertThat(found.put(open.start(), open)).as("open and final").isNull();
            }
            assertThat(texts(found)).as(symbol + " " + wanted).isEqualTo(texts(sums));
          }
        });
  }

  private static List<String> texts(Map<Long, BarPart> bars) {
    return bars.values().stream().map(bar -> Folding.text(bar, bar.start())).toList();
  }

  /** A window's prices by the rule, one event after the other. */
  private static Map<String, List<Double>> windows(List<PriceEvent> events) {
    Map<String, List<Double>> prices = new TreeMap<>();
    Map<String, Long> newest = new TreeMap<>();
    long partition = Long.MIN_VALUE;
    for (PriceEvent e : events) {
      long own = newest.getOrDefault(e.symbol(), Long.MIN_VALUE);
      for (long start = 0; start <= e.time(); start += 5 * SECOND) {
        long end = start + 10 * SECOND;
        if (end > e.time() && own < end + 4 * SECOND && partition < end + 40 * SECOND) {
          prices
              .computeIfAbsent(e.symbol() + " " + start, w -> new ArrayList<>())
              .add(e.price() / 1e8);
        }
      }
      newest.merge(e.symbol(), e.time(), Math::max);
      partition = Math.max(partition, e.time());
    }
    long all = partition;
    prices
        .keySet()
        .removeIf(
            window -> {
              String[] parts = window.split(" ", -1);
              long end = Long.parseLong(parts[1]) + 10 * SECOND;
              return newest.getOrDefault(parts[0], 0L) < end + 4 * SECOND
                  && all < end + 40 * SECOND;
            });
    return prices;
  }

  @Property(tries = 200)
  void windowsHoldThePricesThatTheRuleNames(@ForAll long seed) {
    Random random = new Random(seed);
    List<PriceEvent> events = new ArrayList<>();
    Market.events(random, 5 + random.nextInt(100), 100 * SECOND)
        .forEach(
            e -> events.add(Market.event("S", e.time(), e.knownAt(), e.offset(), e.price(), 1)));
    Folding folding = Folding.ofCuts(RULES, events, random);
    Map<String, List<Double>> wanted = windows(events);
    assertThat(folding.windows).hasSameSizeAs(wanted.keySet());
    for (FinalWindow window : folding.windows) {
      List<Double> prices = requireNonNull(wanted.get("S " + window.prices().start()));
      double mean = prices.stream().mapToDouble(p -> p).average().orElseThrow();
      double squares = prices.stream().mapToDouble(p -> (p - mean) * (p - mean)).sum();
      assertThat(window.end()).isEqualTo(window.prices().start() + 10 * SECOND);
      assertThat(window.prices().prices()).isEqualTo(prices.size());
      assertThat(window.prices().mean()).isCloseTo(mean, within(1e-18));
      if (prices.size() > 1) {
        assertThat(window.prices().deviation())
            .isCloseTo(Math.sqrt(squares / (prices.size() - 1)), within(1e-16));
      } else {
        assertThat(window.prices().deviation()).isNaN();
      }
    }
  }

  @Property(tries = 300)
  void whatComesLaterChangesNoRow(@ForAll long seed) {
    Random random = new Random(seed);
    BarRules rules = anyRules(random);
    List<PriceEvent> events = anyEvents(random);
    List<PriceEvent> past = events.subList(0, 1 + random.nextInt(events.size()));
    Folding before = Folding.ofCuts(rules, past, random);
    Folding after = Folding.ofCuts(rules, events, random);
    for (Duration length : rules.lengths()) {
      Map<String, List<String>> whole = after.rows(length);
      before
          .rows(length)
          .forEach(
              (symbol, rows) ->
                  assertThat(requireNonNull(whole.get(symbol)).subList(0, rows.size()))
                      .as(symbol)
                      .isEqualTo(rows));
    }
    assertThat(after.late).containsAll(before.late);
    Set<String> windows = new HashSet<>(after.windows.stream().map(Folding::row).toList());
    assertThat(windows).containsAll(before.windows.stream().map(Folding::row).toList());
  }

  @Property(tries = 300)
  void eventsThatAreAgesApartFollowTheSameRule(@ForAll long seed) {
    Random random = new Random(seed);
    long[] ages = {0, 1_381_000_000 * SECOND, 9_214_646_400L * SECOND};
    List<PriceEvent> events = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      long time = ages[random.nextInt(ages.length)] + random.nextInt(100) * SECOND;
      long price = random.nextBoolean() ? Long.MAX_VALUE / 10 : -random.nextInt(1000);
      long volume = random.nextBoolean() ? 999_999_999_999_999_999L : random.nextInt(1000);
      events.add(Market.event("S" + random.nextInt(3), time, time, i, price, volume));
    }
    Folding folding = Folding.ofCuts(RULES, events, random);
    ReferenceBars reference = new ReferenceBars(10 * SECOND, 4 * SECOND, 40 * SECOND, events);
    assertThat(folding.bars).containsExactlyInAnyOrderElementsOf(reference.bars);
    assertThat(folding.late).containsExactlyInAnyOrderElementsOf(reference.late);
  }

  @Property(tries = 300)
  void conditionsSayWhatCountsAndAMinuteOfVolumeAloneIsNoBar(@ForAll long seed) {
    Random random = new Random(seed);
    List<PriceEvent> events = new ArrayList<>();
    for (PriceEvent e : Market.events(random, 5 + random.nextInt(150), BEGIN)) {
      byte counts = random.nextInt(3) == 0 ? (byte) random.nextInt(8) : SaleConditions.VOLUME;
      events.add(
          new PriceEvent(
              e.symbol(), e.time(), e.knownAt(), e.price(), e.volume(), 0, counts, e.offset()));
    }
    Folding folding = Folding.ofCuts(RULES, events, random);
    ReferenceBars reference = new ReferenceBars(10 * SECOND, 4 * SECOND, 40 * SECOND, events);
    assertThat(folding.bars).containsExactlyInAnyOrderElementsOf(reference.bars);
    assertThat(folding.late).containsExactlyInAnyOrderElementsOf(reference.late);
    assertThat(folding.finals).allMatch(bar -> bar.prices().hasPrice());
  }
}
