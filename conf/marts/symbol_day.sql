-- name: symbol_day
-- key: day, source_feed, symbol
-- grain: a symbol's day on a feed
-- lookback: 0
-- feed: source_feed
-- doc: Prices and volumes of a symbol's day, of all its events, those included that came after
--    their bar was final; by the feed's sale conditions, as bars count them.
-- column: day | date | - | the day: a date of the feed's calendar, UTC unless it names one | silver.priced_events.trading_day
-- column: event_time | timestamp | - | when its newest event happened | silver.priced_events.event_time
-- column: known_at | timestamp | - | when its last event could be known | silver.priced_events.known_at
-- column: source_feed | string | - | the feed whose events it is made of | silver.priced_events.source_feed
-- column: symbol | string | - | ticker symbol | silver.priced_events.symbol
-- column: open | decimal(18,8) | the symbol's currency | first price of the day; null where no trade counts for a price | silver.priced_events.price
-- column: high | decimal(18,8) | the symbol's currency | highest price, never below open and close | silver.priced_events.price
-- column: low | decimal(18,8) | the symbol's currency | lowest price, never above open and close | silver.priced_events.price
-- column: close | decimal(18,8) | the symbol's currency | last price of the day | silver.priced_events.price
-- column: volume | decimal(38,6) | shares or units | sum of the volumes | silver.priced_events.volume
-- column: notional | decimal(38,14) | the symbol's currency | sum of price times volume, exact; null above 10^24 | silver.priced_events.price, volume
-- column: vwap | decimal(18,8) | the symbol's currency | notional / volume, half up at 8 decimals; close where volume is 0 | silver.priced_events.price, volume
-- column: trades | bigint | events | events that count for anything | silver.priced_events
-- column: buys | bigint | events | those of them whose aggressor bought | silver.priced_events.side
-- column: sells | bigint | events | those of them whose aggressor sold | silver.priced_events.side
-- column: buy_volume | decimal(38,6) | shares or units | volume of buys | silver.priced_events.volume
-- column: sell_volume | decimal(38,6) | shares or units | volume of sells | silver.priced_events.volume
-- column: buy_notional | decimal(38,14) | the symbol's currency | notional of buys | silver.priced_events.price, volume
-- column: sell_notional | decimal(38,14) | the symbol's currency | notional of sells | silver.priced_events.price, volume

WITH events AS (
  SELECT trading_day, source_feed, symbol, event_time, known_at, price, side,
    counts_for_last, counts_for_high_low,
    counts_for_last OR counts_for_high_low OR counts_for_volume AS counts,
    IF(counts_for_volume, volume, CAST(0 AS DECIMAL(18,6))) AS volume,
    -- The first of two events of one time is the first by the producer, then in Kafka.
    struct(event_time, sequence, cluster_id, topic_id, `partition`, `offset`) AS place
  FROM silver.priced_events
), days AS (
  SELECT trading_day AS day, source_feed, symbol,
    max(event_time) AS event_time,
    max(known_at) AS known_at,
    min_by(price, place) FILTER (WHERE counts_for_last) AS open,
    max(price) FILTER (WHERE counts_for_high_low) AS highest,
    min(price) FILTER (WHERE counts_for_high_low) AS lowest,
    max_by(price, place) FILTER (WHERE counts_for_last) AS close,
    CAST(sum(volume) AS DECIMAL(38,6)) AS volume,
    CAST(sum(price * volume) AS DECIMAL(38,14)) AS notional,
    count_if(counts) AS trades,
    count_if(counts AND side = 'BUY') AS buys,
    count_if(counts AND side = 'SELL') AS sells,
    CAST(sum(IF(side = 'BUY', volume, CAST(0 AS DECIMAL(18,6)))) AS DECIMAL(38,6)) AS buy_volume,
    CAST(sum(IF(side = 'SELL', volume, CAST(0 AS DECIMAL(18,6)))) AS DECIMAL(38,6)) AS sell_volume,
    CAST(sum(price * IF(side = 'BUY', volume, CAST(0 AS DECIMAL(18,6)))) AS DECIMAL(38,14))
      AS buy_notional,
    CAST(sum(price * IF(side = 'SELL', volume, CAST(0 AS DECIMAL(18,6)))) AS DECIMAL(38,14))
      AS sell_notional
  FROM events
  GROUP BY trading_day, source_feed, symbol
)
SELECT day, event_time, known_at, source_feed, symbol,
  open, greatest(highest, open, close) AS high, least(lowest, open, close) AS low, close,
  volume, notional,
  CAST(IF(volume = 0, close, notional / volume) AS DECIMAL(18,8)) AS vwap,
  trades, buys, sells, buy_volume, sell_volume, buy_notional, sell_notional
FROM days
