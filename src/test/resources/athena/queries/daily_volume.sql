SELECT day, source_feed, rank() OVER (PARTITION BY day, source_feed ORDER BY volume DESC) AS place,
  symbol, volume, notional, trades, round(100 * cast(volume AS decimal(24,6))
    / cast(sum(volume) OVER (PARTITION BY day, source_feed) AS decimal(24,6)), 2) AS volume_percent
FROM gold.symbol_day
WHERE day > date_sub((SELECT max(day) FROM gold.symbol_day), 30)
ORDER BY day DESC, source_feed, place, symbol
