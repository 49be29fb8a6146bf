package io.marketlake.feature.bar;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.feature.indicator.IndicatorSettings;
import io.marketlake.feature.market.TradingCalendar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * The fold agrees with {@link ReferenceBars} and with itself, however events are cut.
 *
 * <p>Tier: CI.
 */
class BarFoldTest {
  private static final long SECOND = 1_000_000;
  private static final BarRules RULES =
      new BarRules(
          new BarSettings(
              Duration.ofSeconds(10),
              List.of(Duration.ofSeconds(30), Duration.ofMinutes(5)),
              Duration.ofSeconds(4),
              Duration.ofSeconds(40),
              5,
              Duration.ofSeconds(10),
              Duration.ofSeconds(5)),
          IndicatorSettings.DEFAULTS,
          TradingCalendar.continuous());

  /** A market of a few symbols: bursts, silences, disorder, and jumps of the clock both ways. */
  private static List<PriceEvent> market(Random random, int events) {
    List<PriceEvent> market = new ArrayList<>();
    long now = 1_000 * SECOND;
    long offset = random.nextInt(3);
    for (int i = 0; i < events; i++) {
      now += random.nextInt(20) == 0 ? random.nextInt(90) * SECOND : random.nextInt(3) * SECOND;
      long behind = random.nextInt(6) == 0 ? random.nextInt(60) * SECOND : 0;
      market.add(
          new PriceEvent(
              "S" + random.nextInt(4),
              now - behind + random.nextInt(3),
              now,
              1 + random.nextInt(1000),
              random.nextInt(50),
              random.nextInt(2),
              (byte) 7,
              offset));
      offset += 1 + random.nextInt(3);
    }
    return market;
  }

  /** Cuts events into steps, and each step into chunks. */
  private static Folding folded(List<PriceEvent> events, Random random, int mostPerStep) {
    Folding folding = new Folding(RULES);
    int from = 0;
    while (from < events.size()) {
      int to = Math.min(events.size(), from + 1 + random.nextInt(mostPerStep));
      List<List<PriceEvent>> chunks = new ArrayList<>();
      int begin = from;
      while (begin < to) {
        int end = Math.min(to, begin + 1 + random.nextInt(to - from));
        chunks.add(events.subList(begin, end));
        begin = end;
      }
      folding.step(chunks);
      from = to;
    }
    return folding;
  }

  @Property(tries = 2000)
  void anyCutGivesTheBarsOfTheReference(@ForAll long seed) {
    Random random = new Random(seed);
    List<PriceEvent> events = market(random, 5 + random.nextInt(150));
    ReferenceBars reference = new ReferenceBars(10 * SECOND, 4 * SECOND, 40 * SECOND, events);
    Folding folding = folded(events, random, 1 + random.nextInt(60));
    assertThat(folding.bars).containsExactlyInAnyOrderElementsOf(reference.bars);
    assertThat(folding.late).containsExactlyInAnyOrderElementsOf(reference.late);
    Map<String, List<String>> open = new TreeMap<>();
    folding.states.forEach(
        (symbol, bytes) ->
            SymbolState.fromBytes(bytes, RULES)
                .openBars()
                .forEach(
                    bar ->
                        open.computeIfAbsent(symbol, s -> new ArrayList<>())
                            .add(Folding.text(bar, bar.start() + 10 * SECOND))));
    Map<String, List<String>> wanted = new TreeMap<>();
    reference.open.forEach(
        (symbol, bars) ->
            bars.forEach(
                (end, list) ->
                    wanted
                        .computeIfAbsent(symbol, s -> new ArrayList<>())
                        .add(Folding.text(list, end))));
    assertThat(open).isEqualTo(wanted);
  }

  @Property(tries = 1000)
  void anyTwoCutsGiveTheSameBytes(@ForAll long seed) {
    Random random = new Random(seed);
    List<PriceEvent> events = market(random, 5 + random.nextInt(150));
    Folding one = folded(events, random, 1 + random.nextInt(60));
    Folding whole = folded(events, new Random(0), Integer.MAX_VALUE - 1);
    assertThat(shown(one)).isEqualTo(shown(whole));
    assertThat(one.windows.stream().map(BarFoldTest::shown).sorted().toList())
        .isEqualTo(whole.windows.stream().map(BarFoldTest::shown).sorted().toList());
    assertThat(one.states.keySet()).isEqualTo(whole.states.keySet());
    one.states.forEach((symbol, bytes) -> assertThat(bytes).isEqualTo(whole.states.get(symbol)));
  }

  @Property(tries = 500)
  void theEndOfAllEventsMakesFinalWhatAFarLaterOneWould(@ForAll long seed) {
    Random random = new Random(seed);
    List<PriceEvent> events = market(random, 5 + random.nextInt(150));
    PriceEvent last = events.get(events.size() - 1);
    Folding ended = folded(events, random, 1 + random.nextInt(60));
    Map<String, List<String>> bars = new TreeMap<>(prices(ended.bySymbol));
    List<String> windows = new ArrayList<>(ended.windows.stream().map(BarFoldTest::mean).toList());
    ended.states.forEach(
        (symbol, bytes) -> {
          SymbolState state = SymbolState.fromBytes(bytes, RULES);
          SymbolFold.Result result =
              SymbolFold.end(
                  RULES, state, new SymbolFold.Ending("p", last.offset(), last.knownAt()));
          assertThat(state.quietFrom(RULES)).isEmpty();
          assertThat(result.late()).isEmpty();
          assertThat(result.bars())
              .allSatisfy(
                  bar -> {
                    assertThat(bar.offset()).isEqualTo(last.offset());
                    assertThat(bar.knownAt())
                        .isGreaterThanOrEqualTo(Math.max(last.knownAt(), bar.end()));
                  });
          windows.addAll(result.windows().stream().map(BarFoldTest::mean).toList());
          prices(Map.of(symbol, result.bars()))
              .forEach(
                  (name, more) ->
                      bars.merge(
                          name,
                          more,
                          (a, b) -> Stream.concat(a.stream(), b.stream()).sorted().toList()));
        });
    bars.values().removeIf(List::isEmpty);

    List<PriceEvent> more = new ArrayList<>(events);
    more.add(
        new PriceEvent(
            "Z",
            last.time() + 86_400 * SECOND,
            last.knownAt(),
            1,
            1,
            0,
            (byte) 7,
            last.offset() + 1));
    Folding later = folded(more, random, 1 + random.nextInt(60));
    assertThat(bars).isEqualTo(prices(later.bySymbol));
    assertThat(windows)
        .containsExactlyInAnyOrderElementsOf(
            later.windows.stream().map(BarFoldTest::mean).toList());
  }

  private static Map<String, List<String>> prices(Map<String, List<FinalBar>> bySymbol) {
    Map<String, List<String>> prices = new TreeMap<>();
    bySymbol.forEach(
        (symbol, bars) ->
            prices.put(
                symbol,
                bars.stream()
                    .map(
                        bar ->
                            bar.length()
                                + " "
                                + Folding.text(bar.prices(), bar.end())
                                + bar.indicators()
                                + bar.isWarm())
                    .sorted()
                    .toList()));
    return prices;
  }

  private static String mean(FinalWindow window) {
    return window.end() + " " + window.prices().mean() + " " + window.prices().prices();
  }

  private static Map<String, List<String>> shown(Folding folding) {
    Map<String, List<String>> shown = new TreeMap<>();
    folding.bySymbol.forEach(
        (symbol, bars) ->
            shown.put(
                symbol,
                bars.stream()
                    .map(
                        bar ->
                            bar.length()
                                + Folding.text(bar.prices(), bar.end())
                                + " "
                                + bar.knownAt()
                                + " "
                                + bar.offset()
                                + " "
                                + bar.indicators()
                                + bar.isWarm()
                                + (bar.stateBefore() == null ? 0 : bar.stateBefore().hashCode()))
                    .sorted()
                    .toList()));
    return shown;
  }

  private static String shown(FinalWindow window) {
    return window.prices().start()
        + " "
        + window.end()
        + " "
        + window.prices().mean()
        + " "
        + window.prices().deviation()
        + " "
        + window.knownAt()
        + " "
        + window.offset();
  }
}
