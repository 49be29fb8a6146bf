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
}
