package io.marketlake.simulate;

import org.jspecify.annotations.Nullable;

/** The four feeds, with the fields that a fault can strike. */
enum MarketFeed {
  TICKS("ticks", "symbol", "timestamp", "price"),
  TRADES("trades", "ticker", "timestamp", "price"),
  NEWS("news", "Headline", "Date", null),
  POSTS("posts", "text", "created_at", null);

  private final String feedName;
  private final String mainField;
  private final String timeField;
  private final @Nullable String priceField;

  MarketFeed(String feedName, String mainField, String timeField, @Nullable String priceField) {
    this.feedName = feedName;
    this.mainField = mainField;
    this.timeField = timeField;
    this.priceField = priceField;
  }

  String feedName() {
    return feedName;
  }

  /** The field without which a record says nothing. */
  String mainField() {
    return mainField;
  }

  String timeField() {
    return timeField;
  }

  /** The field that must be a number above zero; null where the feed has none. */
  @Nullable String priceField() {
    return priceField;
  }
}
