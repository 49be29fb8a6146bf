package io.marketlake.simulate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A simulated market that makes the records of the four feeds.
 *
 * <p>It is a pure function of settings, companies, start and the time up to which it is advanced:
 * the same ones give the same bytes in the same order on every machine, however the way there is
 * cut into calls. It knows no clock. Prices are a random walk with a market factor and regimes of
 * volatility; news moves them for some minutes in the direction that its words say; posts talk
 * about both. A declared share of the records is broken, out of order or late.
 *
 * <p>Its state can be saved and restored. The time between is a closed market: no record belongs to
 * it, prices go on where they stood, and records still on their way arrive after it.
 *
 * <p>Not safe for use by more than one thread.
 */
public final class MarketSimulator {
  private static final long MILLI_NANOS = 1_000_000L;
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final SimulatorSettings settings;
  private final Generator generator;
  private final PriceModel prices;
  private final Market market;
  private final Buzz buzz;
  private final Outbox outbox;
  private final Arrivals arrivals;
  private final Tape tape;
  private final NewsDesk newsDesk;
  private final PostDesk postDesk;

  /** What is added to the market's time, which stands still when closed, for the world's. */
  private final long offset;

  private long clock;

  /**
   * A new market whose prices are the companies' reference prices.
   *
   * @param companies the reference; the first {@link SimulatorSettings#symbols()} are traded
   * @param start no event is older
   */
  public MarketSimulator(SimulatorSettings settings, List<Company> companies, Instant start) {
    this(
        settings,
        companies,
        nanos(start),
        0,
        new Generator(Generator.mix(settings.seed())),
        0,
        List.of());
    arrivals.begin(clock, generator);
  }

  private MarketSimulator(
      SimulatorSettings settings,
      List<Company> companies,
      long clock,
      long offset,
      Generator generator,
      long counter,
      List<Buzz.Item> news) {
    if (companies.isEmpty()) {
      throw new IllegalArgumentException("a market needs companies");
    }
    this.settings = settings;
    this.clock = clock;
    this.offset = offset;
    this.generator = generator;
    List<Company> traded = companies.subList(0, Math.min(settings.symbols(), companies.size()));
    prices = new PriceModel(traded, clock);
    market = new Market(traded, prices, generator, settings.seed(), counter);
    buzz = new Buzz(news);
    outbox = new Outbox(settings, generator);
    arrivals = new Arrivals(settings);
    tape = new Tape(market);
    newsDesk = new NewsDesk(market, buzz);
    postDesk = new PostDesk(market, buzz);
  }

  /**
   * The market that {@link #snapshot()} saved, opened again at that time; from the very time at
   * which it was saved, it makes what the saved one would have made. A company that was not traded
   * before begins at its reference price. Under other settings the prices stay, and the arrivals
   * are drawn anew.
   *
   * @param now when it opens; a time before the saved one counts as that one
   * @throws io.marketlake.error.PipelineException if the snapshot can't be read
   */
  public static MarketSimulator restore(
      byte[] snapshot, SimulatorSettings settings, List<Company> companies, Instant now) {
    MarketState state = MarketState.fromJson(snapshot);
    MarketSimulator simulator =
        new MarketSimulator(
            settings,
            companies,
            state.clock(),
            Math.max(state.offset(), nanos(now) - state.clock()),
            new Generator(state.generator()),
            state.counter(),
            state.buzz());
    simulator.prices.resume(state.prices());
    MarketState.Waiting lastPost = state.lastPost();
    simulator.outbox.resume(
        state.waiting().stream().map(w -> new Outbox.Pending(w.sendAt(), 0, w.event())).toList(),
        lastPost == null ? null : lastPost.event());
    if (settings.equals(state.settings())) {
      simulator.arrivals.resume(state.due());
    } else {
      simulator.arrivals.begin(simulator.clock, simulator.generator);
    }
    return simulator;
  }

  /**
   * All records to be sent since the last call and until now, in sending order. A record that is
   * out of order or late comes after younger ones.
   *
   * @param now a time before the last call's gives an empty list
   */
  public List<SimulatedEvent> advanceTo(Instant now) {
    List<SimulatedEvent> sent = new ArrayList<>();
    long until = nanos(now) - offset;
    if (until <= clock) {
      return sent;
    }
    Arrivals.Recurrence next = arrivals.earliest();
    while (next.due() <= until) {
      long time = next.due();
      outbox.sendBefore(time, sent);
      if (next.feed().isPresent()) {
        happen(next.feed().get(), time);
      } else {
        prices.beat(generator);
      }
      next.advance(time, generator);
      next = arrivals.earliest();
    }
    outbox.sendBefore(until + 1, sent);
    clock = until;
    return sent;
  }

  /** The whole state as JSON, for {@link #restore}. */
  public byte[] snapshot() {
    SimulatedEvent lastPost = outbox.lastPost();
    return new MarketState(
            MarketState.VERSION,
            clock,
            offset,
            generator.state(),
            market.counter(),
            settings,
            arrivals.due(),
            prices.state(),
            buzz.items(),
            outbox.pending().stream()
                .map(p -> MarketState.Waiting.of(p.sendAt(), p.event()))
                .toList(),
            lastPost == null ? null : MarketState.Waiting.of(0, lastPost))
        .toJson();
  }

  private void happen(MarketFeed feed, long time) {
    long millis = Math.floorDiv(time + offset, MILLI_NANOS);
    SimulatedEvent event =
        switch (feed) {
          case TICKS -> tape.tick(time, millis);
          case TRADES -> tape.trade(time, millis);
          case NEWS -> newsDesk.news(time, millis);
          case POSTS -> postDesk.post(time, millis);
        };
    outbox.put(feed, event, time);
  }

  private static long nanos(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), SECOND_NANOS), (long) time.getNano());
  }
}
