package io.marketlake.simulate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The prices: a geometric random walk a symbol on top of a market factor. A symbol moves only when
 * it is looked at, by what the time since then brings; the market factor moves on a fixed grid.
 *
 * <p>News adds a jump and a drift that decays over some minutes. A weak pull towards the reference
 * price keeps a market plausible that runs for months.
 */
final class PriceModel {
  /** The market factor's grid, in nanoseconds. */
  static final long BEAT_NANOS = 100_000_000L;

  private static final double BEAT_SECONDS = BEAT_NANOS / 1e9;

  /** Volatility a square root of a second: some 60 times a year's worth of a real share's. */
  private static final double OWN_VOLATILITY = 0.0002;

  private static final double MARKET_VOLATILITY = 0.0001;
  private static final double NEWS_SECONDS = 90;
  private static final double NEWS_JUMP_SHARE = 0.4;
  private static final double AVERAGE_SECONDS = 180;
  private static final double PULL_SECONDS = 8 * 3600;
  private static final double MIN_PRICE = 0.0005;
  private static final double MAX_PRICE = 5_000_000;

  private final List<Company> companies;
  private final double[] reference;
  private final double[] volatility;
  private final double[] beta;
  private final double[] log;
  private final double[] average;
  private final double[] marketSeen;
  private final double[] newsDrift;
  private final long[] seenAt;
  private double market;
  private Regime regime = Regime.NORMAL;

  /**
   * What is kept of one symbol between two runs.
   *
   * @param log the logarithm of its price
   * @param average a slow average of it
   * @param marketSeen the market factor when it was last looked at
   * @param newsDrift what past news will still move it by
   * @param seenAt when it was last looked at, in market nanoseconds
   */
  record SymbolState(
      double log, double average, double marketSeen, double newsDrift, long seenAt) {}

  /** What is kept of all prices between two runs. */
  record State(double market, Regime regime, Map<String, SymbolState> symbols) {}

  PriceModel(List<Company> companies, long now) {
    this.companies = companies;
    int count = companies.size();
    reference = new double[count];
    volatility = new double[count];
    beta = new double[count];
    log = new double[count];
    average = new double[count];
    marketSeen = new double[count];
    newsDrift = new double[count];
    seenAt = new long[count];
    for (int i = 0; i < count; i++) {
      Company company = companies.get(i);
      Generator traits = new Generator(company.symbol().hashCode());
      volatility[i] = OWN_VOLATILITY * traits.uniform(0.6, 1.6);
      beta[i] = traits.uniform(0.5, 1.6);
      reference[i] = StrictMath.log(company.referencePrice());
      log[i] = reference[i];
      average[i] = reference[i];
      seenAt[i] = now;
    }
  }

  State state() {
    Map<String, SymbolState> symbols = new LinkedHashMap<>();
    for (int i = 0; i < log.length; i++) {
      symbols.put(
          companies.get(i).symbol(),
          new SymbolState(log[i], average[i], marketSeen[i], newsDrift[i], seenAt[i]));
    }
    return new State(market, regime, symbols);
  }

  /** Takes the prices of a former run; a company that it did not know begins at its reference. */
  void resume(State state) {
    market = state.market();
    regime = state.regime();
    for (int i = 0; i < log.length; i++) {
      SymbolState symbol = state.symbols().get(companies.get(i).symbol());
      if (symbol == null) {
        marketSeen[i] = market;
      } else {
        log[i] = symbol.log();
        average[i] = symbol.average();
        marketSeen[i] = symbol.marketSeen();
        newsDrift[i] = symbol.newsDrift();
        seenAt[i] = symbol.seenAt();
      }
    }
  }

  Regime regime() {
    return regime;
  }

  /** One step of the market factor; to be called every {@link #BEAT_NANOS}. */
  void beat(Generator generator) {
    regime = regime.next(BEAT_SECONDS, generator);
    market +=
        MARKET_VOLATILITY
                * regime.volatilityFactor()
                * StrictMath.sqrt(BEAT_SECONDS)
                * generator.gaussian()
            - market * BEAT_SECONDS / PULL_SECONDS;
  }

  /** The symbol's price now, above zero and not yet rounded. */
  double observe(int symbol, long now, Generator generator) {
    double seconds = (now - seenAt[symbol]) / 1e9;
    if (seconds > 0) {
      double drift = 0;
      if (newsDrift[symbol] != 0) {
        drift = newsDrift[symbol] * (1 - StrictMath.exp(-seconds / NEWS_SECONDS));
        newsDrift[symbol] -= drift;
        if (Math.abs(newsDrift[symbol]) < 1e-9) {
          newsDrift[symbol] = 0;
        }
      }
      double pull = (reference[symbol] - log[symbol]) * Math.min(1, seconds / PULL_SECONDS);
      log[symbol] +=
          beta[symbol] * (market - marketSeen[symbol])
              + volatility[symbol]
                  * regime.volatilityFactor()
                  * StrictMath.sqrt(seconds)
                  * generator.gaussian()
              + drift
              + pull;
      average[symbol] += (log[symbol] - average[symbol]) * Math.min(1, seconds / AVERAGE_SECONDS);
      marketSeen[symbol] = market;
      seenAt[symbol] = now;
    }
    return Math.min(MAX_PRICE, Math.max(MIN_PRICE, StrictMath.exp(log[symbol])));
  }

  /** News of one company: a part moves its price at once, the rest over the next minutes. */
  void shock(int symbol, double size) {
    log[symbol] += size * NEWS_JUMP_SHARE;
    newsDrift[symbol] += size * (1 - NEWS_JUMP_SHARE);
  }

  /** News of the whole market. */
  void shockMarket(double size) {
    market += size;
  }

  /** How far the price is above its average of the last minutes, as a share. */
  double recentMove(int symbol) {
    return log[symbol] - average[symbol];
  }

  /** How many decimals a price of that height is quoted with. */
  static int decimals(double price) {
    return price < 1 ? 4 : 2;
  }
}
