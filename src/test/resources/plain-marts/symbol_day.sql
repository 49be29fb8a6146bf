SELECT day, max(event_time) AS event_time, max(known_at) AS known_at, source_feed, symbol,
  element_at(array_sort(collect_list(struct(event_time, `offset`, price))), 1).price AS open,
  max(price) AS high,
  min(price) AS low,
  element_at(array_sort(collect_list(struct(event_time, `offset`, price))), -1).price AS close,
  sum(volume) AS volume,
  sum(price * volume) AS notional,
  CASE
    WHEN sum(volume) = 0
      THEN element_at(array_sort(collect_list(struct(event_time, `offset`, price))), -1).price
    ELSE CAST(sum(price * volume) AS DECIMAL(38,14)) / CAST(sum(volume) AS DECIMAL(38,6))
  END AS vwap,
  count(*) AS trades,
  sum(CASE action WHEN 'BUY' THEN 1 ELSE 0 END) AS buys,
  sum(CASE action WHEN 'SELL' THEN 1 ELSE 0 END) AS sells,
  coalesce(sum(CASE action WHEN 'BUY' THEN volume END), 0) AS buy_volume,
  coalesce(sum(CASE action WHEN 'SELL' THEN volume END), 0) AS sell_volume,
  coalesce(sum(CASE action WHEN 'BUY' THEN price * volume END), 0) AS buy_notional,
  coalesce(sum(CASE action WHEN 'SELL' THEN price * volume END), 0) AS sell_notional
FROM plain_events
GROUP BY day, source_feed, symbol
