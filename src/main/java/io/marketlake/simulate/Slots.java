package io.marketlake.simulate;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Fills the slots of one phrase with names and plausible numbers. Pairs such as {@code {low}} and
 * {@code {high}} are drawn together, so that their order is what the phrase says.
 */
final class Slots implements Function<String, String> {
  private static final List<String> QUARTERS = List.of("first", "second", "third", "fourth");
  private static final List<String> BROKERS =
      List.of(
          "Harbour Street Research",
          "Northgate Securities",
          "Bluestone Partners",
          "Old Mill Capital",
          "Kestrel Equity",
          "Three Rivers Bank");
  private static final List<Integer> BASIS_POINTS = List.of(10, 25, 25, 50, 75);

  private final Generator generator;
  private final Company company;
  private final Company other;
  private final double price;
  private final String index;
  private final double indexChange;
  private final String headline;
  private final double low;
  private final double gap;

  /**
   * @param price what the company costs now
   * @param index a market index; blank where no phrase names one
   * @param indexChange how far it moved today, in percent
   * @param headline the news that a post answers; blank for none
   */
  Slots(
      Generator generator,
      Company company,
      Company other,
      double price,
      String index,
      double indexChange,
      String headline) {
    this.generator = generator;
    this.company = company;
    this.other = other;
    this.price = price;
    this.index = index;
    this.indexChange = indexChange;
    this.headline = headline;
    this.low = generator.uniform(1.5, 9);
    this.gap = generator.uniform(0.2, 5);
  }

  @Override
  public String apply(String slot) {
    return switch (slot) {
      case "name" -> company.shortName();
      case "other" -> other.shortName();
      case "tag" -> "$" + company.symbol();
      case "tag2" -> "$" + other.symbol();
      case "sector" -> company.sector().toLowerCase(Locale.ROOT);
      case "industry" -> company.industry().toLowerCase(Locale.ROOT);
      case "country" -> company.country();
      case "headline" -> headline;
      case "index" -> index;
      case "index_pct" -> decimal(Math.abs(indexChange), 1);
      case "quarter" -> generator.pick(QUARTERS);
      case "broker" -> generator.pick(BROKERS);
      case "bp" -> Integer.toString(generator.pick(BASIS_POINTS));
      case "pct" -> decimal(generator.uniform(1, 12), 1);
      case "bigpct" -> Integer.toString(13 + generator.below(50));
      case "count" -> Integer.toString(2 + generator.below(22));
      case "jobs" -> (1 + generator.below(19)) + "," + (100 + 100 * generator.below(9));
      case "amount" ->
          generator.chance(0.5)
              ? decimal(generator.uniform(1, 20), 1) + " billion"
              : (40 + 10 * generator.below(90)) + " million";
      case "low" -> decimal(low, 1);
      case "high" -> decimal(low + gap, 1);
      case "eps_low" -> decimal(low / 4, 2);
      case "eps_high" -> decimal((low + gap) / 4, 2);
      case "price" -> decimal(price, PriceModel.decimals(price));
      case "target_low" -> target(price * (1 - gap / 20));
      case "target_high" -> target(price * (1 + gap / 20));
      default -> throw new IllegalStateException("no phrase may have a slot " + slot);
    };
  }

  private static String target(double value) {
    return decimal(value, value < 1 ? 4 : value < 50 ? 2 : 0);
  }

  private static String decimal(double value, int decimals) {
    StringBuilder text = new StringBuilder();
    JsonText.appendDecimal(text, value, decimals);
    return text.toString();
  }
}
