package io.marketlake.marts;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.marketlake.delta.RetiredDays;
import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Table;
import java.sql.Date;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Column;

/**
 * Rows of a mart that can't be made anew, since a retention took days from what they are made of:
 * they stay as they are. Where each row is of one feed, the rows of other feeds on the same days
 * are not among them.
 *
 * @param firstOfAll rows of earlier days stay, whatever feed they are of
 * @param firstByFeed so do the rows of a feed before its day
 * @param feedColumn what names a row's feed
 */
record Forgotten(
    Optional<LocalDate> firstOfAll,
    Map<String, LocalDate> firstByFeed,
    Optional<String> feedColumn) {

  /**
   * Of a mart and what it reads.
   *
   * @param isMade whether it has rows; where it has none, it is made of what there is
   */
  static Forgotten of(Mart mart, Map<Table, DaySpan> sources, RetiredDays retired, boolean isMade) {
    Forgotten own =
        new Forgotten(Optional.empty(), Map.of(), mart.feedColumn())
            .with(retired.newest(mart.table()), DaySpan.OWN_DAY, Optional.empty());
    if (!isMade) {
      return own;
    }
    Forgotten all = own;
    for (Map.Entry<Table, DaySpan> source : sources.entrySet()) {
      all = all.with(retired.newest(source.getKey()), source.getValue(), mart.feedColumn());
    }
    return all;
  }

  private Forgotten with(
      Map<String, LocalDate> newest, DaySpan span, Optional<String> rowsAreOfFeeds) {
    Optional<LocalDate> all = firstOfAll;
    Map<String, LocalDate> feeds = new TreeMap<>(firstByFeed);
    for (Map.Entry<String, LocalDate> each : newest.entrySet()) {
      LocalDate whole = each.getValue().plusDays(1L + span.back());
      if (rowsAreOfFeeds.isEmpty() || each.getKey().equals(RetiredDays.ANY_FEED)) {
        all = all.filter(first -> first.isAfter(whole)).or(() -> Optional.of(whole));
      } else {
        feeds.merge(each.getKey(), whole, (a, b) -> a.isAfter(b) ? a : b);
      }
    }
    return new Forgotten(all, feeds, feedColumn);
  }

  /**
   * Of days that were touched, those whose rows can be made anew.
   *
   * @param feed of whose rows; empty for those of all feeds
   */
  DayRanges without(DayRanges days, Optional<String> feed) {
    DayRanges remakable = days.since(firstOfAll);
    return feedColumn.isEmpty()
        ? remakable
        : remakable.since(feed.flatMap(name -> Optional.ofNullable(firstByFeed.get(name))));
  }

  /** What the rows fulfil that stay on days that are made anew; empty where none do. */
  Optional<Column> on(DayRanges days) {
    Optional<Column> stay = Optional.empty();
    for (Map.Entry<String, LocalDate> each : firstByFeed.entrySet()) {
      if (days.hasAnyBefore(each.getValue())) {
        Column ofFeed =
            col("`" + feedColumn.orElseThrow() + "`")
                .eqNullSafe(lit(each.getKey()))
                .and(col(BronzeEvents.DAY).lt(lit(Date.valueOf(each.getValue()))));
        stay = Optional.of(stay.map(before -> before.or(ofFeed)).orElse(ofFeed));
      }
    }
    return stay;
  }
}
