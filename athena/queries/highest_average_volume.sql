-- The 50 symbols of each feed with the highest average daily volume over the 30 days up to its newest
-- day.
WITH newest AS (
  SELECT source_feed, max(day) AS day
  FROM marketlake.highest_average_volume
  WHERE day > (SELECT max(day) FROM marketlake.highest_average_volume) - INTERVAL '30' DAY
  GROUP BY source_feed
)
SELECT
  averages.day,
  averages.source_feed,
  averages.place,
  averages.symbol,
  averages.days_traded,
  averages.average_volume,
  averages.greatest_volume
FROM marketlake.highest_average_volume AS averages
JOIN newest ON newest.source_feed = averages.source_feed AND newest.day = averages.day
WHERE averages.place <= 50
ORDER BY averages.source_feed, averages.place, averages.symbol
