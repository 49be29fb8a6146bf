package io.marketlake.bars;

import io.marketlake.feature.bar.BarRules;
import io.marketlake.feature.market.SaleConditions;
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

  public String name() {
    return feed.name();
  }
}
