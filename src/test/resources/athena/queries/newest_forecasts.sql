SELECT source_feed, symbol, interval, horizon, model_version, newest.bar_end, newest.known_at,
  newest.target_start, newest.target_end, round(newest.p_up, 4) AS p_up
FROM (
  SELECT source_feed, symbol, interval, horizon, model_version,
    max(struct(bar_end, known_at, target_start, target_end, p_up)) AS newest
  FROM gold.direction
  WHERE kind = 'forecast' AND day = (SELECT max(day) FROM gold.direction)
  GROUP BY source_feed, symbol, interval, horizon, model_version)
ORDER BY source_feed, symbol, interval, horizon, model_version
