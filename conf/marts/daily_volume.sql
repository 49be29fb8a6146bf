-- name: daily_volume
-- key: day, source_feed, symbol
-- grain: a symbol's day on a feed
-- lookback: 0
-- doc: Trading volume of each symbol a day, and its place among the others.
-- column: day | date | - | the day: a date of the feed's calendar, UTC unless it names one | gold.symbol_day.day
-- column: event_time | timestamp | - | when its newest event happened | gold.symbol_day.event_time
-- column: known_at | timestamp | - | when the last event of the feed's day could be known | gold.symbol_day.known_at
-- column: source_feed | string | - | the feed whose events it is made of | gold.symbol_day.source_feed
-- column: symbol | string | - | ticker symbol | gold.symbol_day.symbol
-- column: volume | decimal(38,6) | shares or units | sum of the volumes | gold.symbol_day.volume
-- column: notional | decimal(38,14) | the symbol's currency | sum of price times volume | gold.symbol_day.notional
-- column: trades | bigint | events | events that count for anything | gold.symbol_day.trades
-- column: share_of_volume | decimal(9,8) | fraction | of the volume of all symbols of the feed's day; null where that is 0 | gold.symbol_day.volume
-- column: place | int | rank, from 1 | 1 for the greatest volume of the feed's day; equal volumes have one place | gold.symbol_day.volume

SELECT day, event_time, max(known_at) OVER (PARTITION BY day, source_feed) AS known_at,
  source_feed, symbol, volume, notional, trades,
  -- Spark gives a quotient of these types 8 decimals, so that it is rounded once.
  CAST(CAST(volume AS DECIMAL(30,6))
    / CAST(sum(volume) OVER (PARTITION BY day, source_feed) AS DECIMAL(30,6)) AS DECIMAL(9,8))
    AS share_of_volume,
  rank() OVER (PARTITION BY day, source_feed ORDER BY volume DESC) AS place
FROM gold.symbol_day
