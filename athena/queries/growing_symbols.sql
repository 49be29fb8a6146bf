-- The 50 symbols of each feed that grew most on its newest day of the last 30, with their companies.
WITH newest AS (
  SELECT source_feed, max(day) AS day
  FROM marketlake.symbol_growth
  WHERE day > (SELECT max(day) FROM marketlake.symbol_growth) - INTERVAL '30' DAY
  GROUP BY source_feed
), ranked AS (
  SELECT
    grown.*,
    row_number() OVER (
      PARTITION BY grown.source_feed ORDER BY grown.growth DESC, grown.symbol) AS place
  FROM marketlake.symbol_growth AS grown
  JOIN newest ON newest.source_feed = grown.source_feed AND newest.day = grown.day
  WHERE grown.growth > 0
)
SELECT
  day,
  source_feed,
  place,
  symbol,
  company,
  industry,
  country,
  round(100 * growth, 2) AS growth_percent,
  previous_day,
  previous_close,
  close,
  currency,
  volume
FROM ranked
WHERE place <= 50
ORDER BY source_feed, place
