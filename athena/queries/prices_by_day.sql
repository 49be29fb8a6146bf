-- Prices, volume and trades of each symbol on each of the last 30 days.
SELECT
  day,
  source_feed,
  symbol,
  open,
  high,
  low,
  close,
  vwap,
  volume,
  notional,
  trades
FROM marketlake.symbol_day
WHERE day > (SELECT max(day) FROM marketlake.symbol_day) - INTERVAL '30' DAY
ORDER BY day DESC, source_feed, symbol
