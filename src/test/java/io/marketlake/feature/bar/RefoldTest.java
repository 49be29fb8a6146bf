package io.marketlake.feature.bar;

import static io.marketlake.feature.bar.Market.RULES;
import static io.marketlake.feature.bar.Market.SECOND;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.feature.market.TradingCalendar;
import io.marketlake.feature.market.TradingSessions;
import java.nio.ByteBuffer;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A correction of a symbol's bars, and the stream that goes on from it.
 *
 * <p>Tier: CI.
 */
class RefoldTest {
  private static final long DAY = 86_400 * SECOND;

  /** Days that begin at midnight in New York, and a session around that. */
  private static final BarRules NEW_YORK =
      Market.rules(
          TradingCalendar.of(
              "night",
              ZoneId.of("America/New_York"),
              new TradingSessions(
                  LocalTime.of(0, 3),
                  LocalTime.of(23, 57),
                  EnumSet.allOf(DayOfWeek.class),
                  Set.of(),
                  Map.of())));

  /** What a symbol's bars say, each as its newest row has it, by length and start. */
  private static final class Current {
    private final TreeMap<Duration, TreeMap<Long, FinalBar>> bars = new TreeMap<>();

    void take(FinalBar bar) {
      bars.computeIfAbsent(bar.length(), length -> new TreeMap<>()).put(bar.start(), bar);
    }

    NavigableMap<Long, FinalBar> of(Duration length) {
      return bars.getOrDefault(length, new TreeMap<>());
    }

    /** Without what the ways to the same bar may differ in: when it was known, and by what. */
    List<String> values() {
      return bars.entrySet().stream()
          .flatMap(
              length ->
                  length.getValue().values().stream()
                      .map(
                          bar ->
                              length.getKey()
                                  + " "
                                  + bar.start()
                                  + " "
                                  + Folding.text(bar.prices(), bar.end())
                                  + bar.indicators()
                                  + bar.isWarm()
                                  + bar.inSession()))
          .toList();
    }

    List<String> rows() {
      return bars.values().stream()
          .flatMap(length -> length.values().stream())
          .map(bar -> bar.length() + " " + bar.offset() + " " + bar.knownAt() + " " + before(bar))
          .toList();
    }

    private static int before(FinalBar bar) {
      ByteBuffer before = bar.stateBefore();
      return before == null ? 0 : before.hashCode();
    }
  }

  private static Map<String, Current> current(Folding folding) {
    Map<String, Current> current = new TreeMap<>();
    folding.bySymbol.forEach(
        (symbol, bars) -> {
          Current of = current.computeIfAbsent(symbol, s -> new Current());
          bars.forEach(of::take);
        });
    return current;
  }

  private static Map<String, List<String>> values(Map<String, Current> current) {
    Map<String, List<String>> values = new TreeMap<>();
    current.forEach((symbol, of) -> values.put(symbol, of.values()));
    return values;
  }

  /**
   * Lets late events count, as a rebuild does: from the first date with any on, from what the
   * symbol's first bars since then remember.
   */
  private static void correct(
      BarRules rules,
      List<PriceEvent> events,
      List<PriceEvent> late,
      Current current,
      SymbolState live) {
    long first = late.stream().mapToLong(PriceEvent::time).min().orElse(Long.MIN_VALUE);
    long cut =
        first == Long.MIN_VALUE
            ? first
            : rules.beginOf(LocalDate.ofEpochDay(rules.dateOf(rules.startOf(first))));
    Map<Duration, byte[]> memories = new HashMap<>(live.memories(rules));
    for (Duration length : rules.lengths()) {
      current.of(length).tailMap(cut).values().stream()
          .map(FinalBar::stateBefore)
          .filter(Objects::nonNull)
          .findFirst()
          .ifPresent(
              before -> {
                byte[] bytes = new byte[before.remaining()];
                before.duplicate().get(bytes);
                memories.put(length, bytes);
              });
    }
    Current corrected = new Current();
    Refold refold = new Refold(rules, SymbolState.resumed(rules, memories), live, corrected::take);
    for (Duration length : rules.lengths().subList(1, rules.lengths().size())) {
      current
          .of(length)
          .tailMap(cut)
          .forEach((start, bar) -> refold.addRollUp(length, start, closing(bar)));
    }
    NavigableMap<Long, FinalBar> base = current.of(rules.lengths().get(0));
    TreeMap<Long, List<PriceEvent>> lateByBar = new TreeMap<>();
    late.forEach(
        e -> lateByBar.computeIfAbsent(rules.startOf(e.time()), s -> new ArrayList<>()).add(e));
    TreeMap<Long, @Nullable FinalBar> starts = new TreeMap<>(base.tailMap(cut));
    lateByBar.keySet().forEach(start -> starts.putIfAbsent(start, null));
    starts.forEach(
        (start, bar) -> {
          List<PriceEvent> came = lateByBar.getOrDefault(start, List.of());
          long knownAt = came.stream().mapToLong(PriceEvent::knownAt).max().orElse(Long.MIN_VALUE);
          BarPart prices =
              came.isEmpty()
                  ? requireNonNull(bar).prices()
                  : BarPart.of(
                      start,
                      events.stream().filter(e -> rules.startOf(e.time()) == start).toList(),
                      came.size());
          refold.add(
              new BaseBar(
                  prices,
                  bar == null ? new Closing("p", came.get(0).offset(), knownAt) : closing(bar),
                  knownAt));
        });
    refold.finish();
    corrected.bars.values().forEach(length -> length.values().forEach(current::take));
  }

  private static Closing closing(FinalBar bar) {
    return new Closing(bar.partition(), bar.offset(), bar.knownAt());
  }

  /** Events about a midnight, so that several dates have some. */
  private static List<PriceEvent> aboutMidnight(BarRules rules, Random random) {
    long midnight = rules.beginOf(LocalDate.ofEpochDay(400 + random.nextInt(30)));
    return Market.events(random, 20 + random.nextInt(200), midnight - random.nextInt(600) * SECOND);
  }

  /** Later ones, none of which is late, and the last of which makes final all that came before. */
  private static List<PriceEvent> onward(List<PriceEvent> before, Random random) {
    long time = before.stream().mapToLong(PriceEvent::time).max().orElseThrow();
    long offset = before.get(before.size() - 1).offset();
    List<PriceEvent> more = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      time += random.nextInt(9) * SECOND;
      offset++;
      more.add(Market.event("S" + random.nextInt(4), time, time, offset, 1 + i, 1 + i));
    }
    more.add(Market.event("Z", time + 3 * DAY, time + 3 * DAY, offset + 1, 1, 1));
    return more;
  }

  /** The same events, none of them late, in the order in which a fold has them within a bar. */
  private static List<PriceEvent> inOrder(List<PriceEvent> events) {
    List<PriceEvent> sorted = new ArrayList<>(events);
    sorted.sort(Comparator.comparingLong(PriceEvent::time).thenComparing(PriceEvent::offset));
    List<PriceEvent> numbered = new ArrayList<>();
    for (PriceEvent e : sorted) {
      numbered.add(
          Market.event(e.symbol(), e.time(), e.knownAt(), numbered.size(), e.price(), e.volume()));
    }
    return numbered;
  }

  private static Map<String, List<PriceEvent>> late(Folding folding, List<PriceEvent> events) {
    Map<String, PriceEvent> byPlace = new HashMap<>();
    events.forEach(e -> byPlace.put(e.symbol() + " " + e.offset(), e));
    Map<String, List<PriceEvent>> late = new TreeMap<>();
    for (String text : folding.late) {
      PriceEvent event = requireNonNull(byPlace.get(text.substring(0, text.lastIndexOf(' '))));
      late.computeIfAbsent(event.symbol(), s -> new ArrayList<>()).add(event);
    }
    return late;
  }

  @Property(tries = 400)
  void aStreamGoesOnFromACorrectionAsIfNothingHadBeenLate(@ForAll long seed) {
    Random random = new Random(seed);
    BarRules rules = random.nextBoolean() ? RULES : NEW_YORK;
    List<PriceEvent> events = aboutMidnight(rules, random);
    List<PriceEvent> more = onward(events, random);
    Folding folding = Folding.ofCuts(rules, events, random);
    Map<String, Current> corrected = current(folding);
    Map<String, List<PriceEvent>> late = late(folding, events);
    for (String symbol : List.copyOf(folding.states.keySet())) {
      SymbolState live = folding.state(symbol);
      correct(
          rules,
          events.stream().filter(e -> e.symbol().equals(symbol)).toList(),
          late.getOrDefault(symbol, List.of()),
          corrected.computeIfAbsent(symbol, s -> new Current()),
          live);
      folding.states.put(symbol, live.toBytes(rules));
    }
    folding.bySymbol.clear();
    folding.step(List.of(more));
    assertThat(folding.late).hasSize(late.values().stream().mapToInt(List::size).sum());
    folding.bySymbol.forEach(
        (symbol, bars) ->
            bars.forEach(corrected.computeIfAbsent(symbol, s -> new Current())::take));

    List<PriceEvent> all = new ArrayList<>(events);
    all.addAll(more);
    Folding punctual = Folding.ofCuts(rules, inOrder(all), random);
    assertThat(punctual.late).isEmpty();
    assertThat(values(corrected)).isEqualTo(values(current(punctual)));
  }

  @Property(tries = 300)
  void aCorrectionWithoutLateEventsChangesNeitherRowNorState(@ForAll long seed) {
    Random random = new Random(seed);
    BarRules rules = random.nextBoolean() ? RULES : NEW_YORK;
    List<PriceEvent> events = inOrder(aboutMidnight(rules, random));
    Folding folding = Folding.ofCuts(rules, events, random);
    Map<String, Current> streamed = current(folding);
    current(folding)
        .forEach(
            (symbol, bars) -> {
              SymbolState live = folding.state(symbol);
              correct(rules, events, List.of(), bars, live);
              assertThat(bars.values()).isEqualTo(requireNonNull(streamed.get(symbol)).values());
              assertThat(bars.rows()).isEqualTo(requireNonNull(streamed.get(symbol)).rows());
              assertThat(live.toBytes(rules)).isEqualTo(folding.states.get(symbol));
            });
  }

  /**
   * The five minutes are not over, so that they get no row, and hold the late event once they are.
   */
  @Test
  void aLateEventOfARollUpThatHasNotEndedStaysOpenInIt() {
    Folding folding = new Folding(RULES);
    List<PriceEvent> events =
        List.of(
            Market.event("S", 300 * SECOND, 0, 0, 5, 1_000_000),
            Market.event("S", 340 * SECOND, 0, 1, 7, 1_000_000),
            Market.event("S", 301 * SECOND, 0, 2, 9, 1_000_000));
    folding.step(List.of(events));
    assertThat(folding.late).containsExactly("S 2 " + 300 * SECOND);
    SymbolState live = folding.state("S");
    Current bars = current(folding).getOrDefault("S", new Current());

    correct(RULES, events, List.of(events.get(2)), bars, live);

    assertThat(trades(bars, Duration.ofSeconds(10))).isEqualTo(2);
    assertThat(trades(bars, Duration.ofSeconds(30))).isEqualTo(2);
    assertThat(bars.of(Duration.ofMinutes(5))).isEmpty();
    assertThat(requireNonNull(live.rollUp(2)).high().unscaledValue().longValue()).isEqualTo(9);
    assertThat(requireNonNull(live.rollUp(2)).trades()).isEqualTo(2);

    folding.states.put("S", live.toBytes(RULES));
    folding.bySymbol.clear();
    folding.step(List.of(List.of(Market.event("S", 700 * SECOND, 0, 3, 5, 1_000_000))));
    FinalBar ended =
        requireNonNull(
            current(folding)
                .getOrDefault("S", new Current())
                .of(Duration.ofMinutes(5))
                .get(300 * SECOND));
    assertThat(ended.prices().late()).isEqualTo(1);
    assertThat(ended.prices().trades()).isEqualTo(3);
  }

  private static long trades(Current bars, Duration length) {
    return requireNonNull(bars.of(length).get(300 * SECOND)).prices().trades();
  }
}
