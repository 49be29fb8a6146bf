package io.marketlake.bars;

import io.marketlake.feature.bar.BarRules;
import io.marketlake.feature.market.SaleConditions;
import io.marketlake.job.Stage;
import io.marketlake.schema.BarSource;
import io.marketlake.schema.Feed;

/**
 * A feed that bars are made of.
 *
 * @param source which of its columns say what
 * @param rules how its bars are made
 * @param conditions what its sale conditions count for
 */
public record BarFeed(Feed feed, BarSource source, BarRules rules, SaleConditions conditions) {

  /**
   * Turns rows of the feed's silver table into priced events; {@link PriceStage} has the columns.
   */
  public Stage prices() {
    return new PriceStage(this);
  }

  /** All that its bars depend on, as a text: under another one they are others. */
  public String settings() {
    return rules + " " + source + " " + conditions;
  }

  public String name() {
    return feed.name();
  }
}
