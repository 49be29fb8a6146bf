package io.marketlake.maintenance;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * For how many days rows are kept; what is named nowhere is kept for ever.
 *
 * @param tables days by the table's name, such as {@code bronze.events}
 * @param feeds days by the feed, in every table that holds its events
 */
public record KeepRules(Map<String, Integer> tables, Map<String, Integer> feeds) {
  /** All is kept for ever. */
  public static final KeepRules FOR_EVER = new KeepRules(Map.of(), Map.of());

  public KeepRules {
    tables = Collections.unmodifiableMap(new TreeMap<>(tables));
    feeds = Collections.unmodifiableMap(new TreeMap<>(feeds));
  }

  /** How long a table keeps a feed's events; the shorter time where both say one. */
  public Optional<Integer> days(String table, String feed) {
    Optional<Integer> ofTable = days(table);
    Optional<Integer> ofFeed = Optional.ofNullable(feeds.get(feed));
    if (ofTable.isPresent() && ofFeed.isPresent()) {
      return Optional.of(Math.min(ofTable.get(), ofFeed.get()));
    }
    return ofTable.or(() -> ofFeed);
  }

  /** How long a table keeps what is no feed's own. */
  public Optional<Integer> days(String table) {
    return Optional.ofNullable(tables.get(table));
  }
}
