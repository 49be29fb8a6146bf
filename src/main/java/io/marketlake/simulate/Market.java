package io.marketlake.simulate;

import java.util.List;

/**
 * What every desk shares: the companies, their prices, the generator, and how times are written.
 */
final class Market {
  private final List<Company> companies;
  private final double[] activity;
  private final PriceModel prices;
  private final Generator generator;
  private final String seedText;
  private final JsonText json = new JsonText();
  private long counter;

  Market(List<Company> companies, PriceModel prices, Generator generator, long seed, long counter) {
    this.companies = List.copyOf(companies);
    this.prices = prices;
    this.generator = generator;
    this.counter = counter;
    this.seedText = Long.toString(Generator.mix(seed) >>> 40, Character.MAX_RADIX);
    this.activity = new double[companies.size()];
    double sum = 0;
    for (int i = 0; i < activity.length; i++) {
      sum += 1.0 / (i + 6);
      activity[i] = sum;
    }
  }

  Company company(int symbol) {
    return companies.get(symbol);
  }

  PriceModel prices() {
    return prices;
  }

  Generator generator() {
    return generator;
  }

  JsonText json() {
    return json;
  }

  long counter() {
    return counter;
  }

  /** A symbol, the ones at the top of the reference more often. */
  int activeSymbol() {
    double point = generator.uniform() * activity[activity.length - 1];
    int low = 0;
    int high = activity.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (activity[middle] > point) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Any symbol, each as often. */
  int anySymbol() {
    return generator.below(activity.length);
  }

  /** Another symbol than that one where there are two. */
  int otherSymbol(int symbol) {
    return activity.length == 1
        ? symbol
        : (symbol + 1 + generator.below(activity.length - 1)) % activity.length;
  }

  /** The symbol's place; -1 where it is not traded. */
  int placeOf(String symbol) {
    for (int i = 0; i < companies.size(); i++) {
      if (companies.get(i).symbol().equals(symbol)) {
        return i;
      }
    }
    return -1;
  }

  /** An id that no other event has: the seed, the event's time and a counter that is kept. */
  String newId(String prefix, long millis) {
    counter++;
    return prefix
        + seedText
        + '-'
        + Long.toString(millis, Character.MAX_RADIX)
        + '-'
        + Long.toString(counter, Character.MAX_RADIX);
  }
}
