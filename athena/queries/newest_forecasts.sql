-- What each model last forecast of each symbol, on the newest day of each feed that has a forecast within
-- the last 30 days: the probability that the price rises over the horizon, in bars.
WITH newest AS (
  SELECT source_feed, max(day) AS day
  FROM marketlake.direction
  WHERE kind = 'forecast'
    AND day > (SELECT max(day) FROM marketlake.direction) - INTERVAL '30' DAY
  GROUP BY source_feed
), ranked AS (
  SELECT
    forecast.*,
    row_number() OVER (
      PARTITION BY
        forecast.source_feed,
        forecast.symbol,
        forecast."interval",
        forecast.horizon,
        forecast.model_version
      ORDER BY forecast.bar_end DESC, forecast.known_at DESC) AS place
  FROM marketlake.direction_utc AS forecast
  JOIN newest ON newest.source_feed = forecast.source_feed AND newest.day = forecast.day
  WHERE forecast.kind = 'forecast'
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
