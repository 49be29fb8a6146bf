-- What each model last forecast of each symbol, on the newest day of any forecast: the probability that
-- the price rises over the horizon, in bars.
WITH ranked AS (
  SELECT
    forecast.*,
    row_number() OVER (
      PARTITION BY source_feed, symbol, "interval", horizon, model_version
      ORDER BY bar_end DESC, known_at DESC) AS place
  FROM marketlake.direction_utc AS forecast
  WHERE kind = 'forecast'
    AND day = (SELECT max(day) FROM marketlake.direction)
)
SELECT
  source_feed,
  symbol,
  "interval",
  horizon,
  model_version,
  bar_end,
  known_at,
  target_start,
  target_end,
  round(p_up, 4) AS p_up
FROM ranked
WHERE place = 1
ORDER BY source_feed, symbol, "interval", horizon, model_version
