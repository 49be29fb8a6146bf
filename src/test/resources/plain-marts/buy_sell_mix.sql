SELECT day, max(event_time) AS event_time, max(known_at) AS known_at, source_feed, symbol,
  count(CASE WHEN action = 'BUY' THEN 1 END) AS buys,
  count(CASE WHEN action = 'SELL' THEN 1 END) AS sells,
  count(CASE WHEN action IS NULL THEN 1 END) AS unknown,
  coalesce(sum(CASE action WHEN 'BUY' THEN volume END), 0) AS buy_volume,
  coalesce(sum(CASE action WHEN 'SELL' THEN volume END), 0) AS sell_volume,
  coalesce(sum(CASE action WHEN 'BUY' THEN price * volume END), 0) AS buy_notional,
  coalesce(sum(CASE action WHEN 'SELL' THEN price * volume END), 0) AS sell_notional,
  CAST(count(CASE WHEN action = 'BUY' THEN 1 END) AS DECIMAL(18,0)) / CAST(count(action) AS DECIMAL(18,0))
    AS share_buys,
  CAST(sum(CASE action WHEN 'BUY' THEN volume WHEN 'SELL' THEN -volume END) AS DECIMAL(20,6))
    / CAST(sum(CASE WHEN action IS NOT NULL THEN volume END) AS DECIMAL(20,6)) AS imbalance
FROM plain_events
GROUP BY day, source_feed, symbol
HAVING count(action) > 0
