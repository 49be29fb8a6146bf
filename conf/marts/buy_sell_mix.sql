-- name: buy_sell_mix
-- key: day, source_feed, symbol
-- grain: a symbol's day on a feed that tells buys from sells
-- lookback: 0
-- doc: Who was the aggressor in a symbol's trades: buys against sells, of days with any of them.
-- column: day | date | - | the day: a date of the feed's calendar, UTC unless it names one | gold.symbol_day.day
-- column: event_time | timestamp | - | when its newest event happened | gold.symbol_day.event_time
-- column: known_at | timestamp | - | when its last event could be known | gold.symbol_day.known_at
-- column: source_feed | string | - | the feed whose events it is made of | gold.symbol_day.source_feed
-- column: symbol | string | - | ticker symbol | gold.symbol_day.symbol
-- column: buys | bigint | events | trades whose aggressor bought | gold.symbol_day.buys
-- column: sells | bigint | events | trades whose aggressor sold | gold.symbol_day.sells
-- column: unknown | bigint | events | trades that do not say | gold.symbol_day.trades
-- column: buy_volume | decimal(38,6) | shares or units | volume of buys | gold.symbol_day.buy_volume
-- column: sell_volume | decimal(38,6) | shares or units | volume of sells | gold.symbol_day.sell_volume
-- column: buy_notional | decimal(38,14) | the symbol's currency | notional of buys | gold.symbol_day.buy_notional
-- column: sell_notional | decimal(38,14) | the symbol's currency | notional of sells | gold.symbol_day.sell_notional
-- column: share_buys | decimal(9,8) | fraction | buys / (buys + sells) | gold.symbol_day
-- column: imbalance | decimal(9,8) | fraction | (buy_volume - sell_volume) / (buy_volume + sell_volume), -1 to 1; null where both are 0 | gold.symbol_day

SELECT day, event_time, known_at, source_feed, symbol, buys, sells,
  trades - buys - sells AS unknown,
  buy_volume, sell_volume, buy_notional, sell_notional,
  CAST(CAST(buys AS DECIMAL(18,0)) / (buys + sells) AS DECIMAL(9,8)) AS share_buys,
  -- Spark gives a quotient of these types 8 decimals, so that it is rounded once.
  CAST(CAST(buy_volume - sell_volume AS DECIMAL(30,6)) / CAST(buy_volume + sell_volume AS DECIMAL(30,6))
    AS DECIMAL(9,8)) AS imbalance
FROM gold.symbol_day
WHERE buys + sells > 0
