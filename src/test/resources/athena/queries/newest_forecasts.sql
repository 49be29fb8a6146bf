SELECT source_feed, symbol, interval, horizon, model_version, newest.bar_end, newest.known_at,
  newest.target_start, newest.target_end, round(newest.p_up, 4) AS p_up
FROM (
  SELECT source_feed, symbol, interval, horizon, model_version,
    max(struct(bar_end, known_at, target_start, target_end, p_up)) AS newest
  FROM (
    SELECT *, max(day) OVER (PARTITION BY source_feed) AS newest_day
    FROM gold.direction
    WHERE kind = 'forecast' AND day > date_sub((SELECT max(day) FROM gold.direction), 30))
  WHERE day = newest_day
  GROUP BY source_feed, symbol, interval, horizon, model_version)
ORDER BY source_feed, symbol, interval, horizon, model_version
