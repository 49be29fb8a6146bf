package io.marketlake.feature.bar;

import static io.marketlake.feature.bar.Market.RULES;
import static io.marketlake.feature.bar.Market.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

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
    List<PriceEvent> events = Market.events(random, 5 + random.nextInt(150), 1_000 * SECOND);
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
    List<PriceEvent> events = Market.events(random, 5 + random.nextInt(150), 1_000 * SECOND);
    Folding one = folded(events, random, 1 + random.nextInt(60));
    Folding whole = folded(events, new Random(0), Integer.MAX_VALUE - 1);
    for (Duration length : RULES.lengths()) {
      assertThat(one.rows(length)).isEqualTo(whole.rows(length));
    }
    assertThat(one.windows.stream().map(Folding::row).sorted().toList())
        .isEqualTo(whole.windows.stream().map(Folding::row).sorted().toList());
    assertThat(one.states.keySet()).isEqualTo(whole.states.keySet());
    one.states.forEach((symbol, bytes) -> assertThat(bytes).isEqualTo(whole.states.get(symbol)));
  }

  @Property(tries = 500)
  void theEndOfAllEventsMakesFinalWhatAFarLaterOneWould(@ForAll long seed) {
    Random random = new Random(seed);
    List<PriceEvent> events = Market.events(random, 5 + random.nextInt(150), 1_000 * SECOND);
    PriceEvent last = events.get(events.size() - 1);
    Folding ended = folded(events, random, 1 + random.nextInt(60));
    Map<String, List<String>> bars = new TreeMap<>(prices(ended.bySymbol));
    List<String> windows = new ArrayList<>(ended.windows.stream().map(BarFoldTest::mean).toList());
    ended.states.forEach(
        (symbol, bytes) -> {
          SymbolState state = SymbolState.fromBytes(bytes, RULES);
          SymbolFold.Result result =
              SymbolFold.end(RULES, state, new Closing("p", last.offset(), last.knownAt()));
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
            last.time() + 3 * 86_400 * SECOND,
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
}
