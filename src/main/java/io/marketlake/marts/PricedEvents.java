package io.marketlake.marts;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The view {@code silver.priced_events}: the events of all feeds that have a price, in columns of
 * one name, so that a mart over prices works with whatever feeds there are. Columns: {@code
 * source_feed}; {@code day}, the UTC day that events are stored by; {@code trading_day}, the date
 * of the feed's calendar, UTC unless it names one; event_time, known_at, symbol, price
 * (decimal(18,8)), volume (decimal(18,6), never below 0), side (BUY, SELL, or null where unknown),
 * sequence; counts_for_last, counts_for_high_low and counts_for_volume (boolean, by the feed's sale
 * conditions); the coordinate.
 */
public final class PricedEvents {
  /** Its name in SQL. */
  public static final String NAME = "silver.priced_events";

  private static final String NONE =
      """
      SELECT CAST(NULL AS STRING) AS source_feed, CAST(NULL AS DATE) AS day,
        CAST(NULL AS DATE) AS trading_day, CAST(NULL AS TIMESTAMP) AS event_time,
        CAST(NULL AS TIMESTAMP) AS known_at, CAST(NULL AS STRING) AS symbol,
        CAST(NULL AS DECIMAL(18,8)) AS price, CAST(NULL AS DECIMAL(18,6)) AS volume,
        CAST(NULL AS STRING) AS side, 0L AS sequence, false AS counts_for_last,
        false AS counts_for_high_low, false AS counts_for_volume,
        CAST(NULL AS STRING) AS cluster_id, CAST(NULL AS STRING) AS topic_id,
        CAST(NULL AS STRING) AS topic, 0 AS `partition`, 0L AS `offset`
      WHERE false""";

  /** Its columns, with what they mean. */
  public static final String COLUMNS =
      """
      (source_feed COMMENT 'the feed of the event', day COMMENT 'UTC day of event_time',
        trading_day COMMENT 'the date of the feed\\'s calendar, UTC unless it names one',
        event_time COMMENT 'when it happened', known_at COMMENT 'when the lake could first know it',
        symbol COMMENT 'ticker symbol', price COMMENT 'price of a share or unit',
        volume COMMENT 'shares or units, never below 0',
        side COMMENT 'BUY or SELL; null where unknown',
        sequence COMMENT 'the producer\\'s order of equal event times',
        counts_for_last COMMENT 'whether its sale condition lets it move open and close',
        counts_for_high_low COMMENT 'whether its sale condition lets it move high and low',
        counts_for_volume COMMENT 'whether its volume counts',
        cluster_id COMMENT 'Kafka cluster', topic_id COMMENT 'id of the topic',
        topic COMMENT 'name of the topic', `partition` COMMENT 'partition of the topic',
        `offset` COMMENT 'offset in the partition')""";

  /** What its rows are. */
  public static final String COMMENT = "The events of all feeds that have a price.";

  private PricedEvents() {}

  /** The query behind the view. */
  public static String sql(Collection<PricedFeed> feeds) {
    return feeds.isEmpty()
        ? NONE
        : feeds.stream().map(PricedFeed::select).collect(Collectors.joining("\nUNION ALL\n"));
  }

  /** How far the dates of any feed's calendar reach from the UTC day of the same name. */
  public static DaySpan span(List<PricedFeed> feeds) {
    return feeds.stream().map(PricedFeed::span).reduce(DaySpan.OWN_DAY, DaySpan::or);
  }
}
