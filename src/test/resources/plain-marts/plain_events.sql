SELECT 'ticks' AS source_feed, day, event_time, known_at, symbol, price, volume,
  CAST(NULL AS STRING) AS action, `offset`
FROM silver.ticks
UNION ALL
SELECT 'trades', day, event_time, known_at, symbol, price, volume, action, `offset`
FROM silver.trades
