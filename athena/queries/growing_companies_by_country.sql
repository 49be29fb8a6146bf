-- How many companies of each country grew on each of the last 30 days, the greatest share first.
SELECT
  day,
  source_feed,
  country,
  companies,
  growing,
  falling,
  round(100 * share_growing, 2) AS growing_percent,
  round(100 * mean_growth, 2) AS mean_growth_percent,
  round(100 * volume_weighted_growth, 2) AS volume_weighted_percent
FROM marketlake.growth_by_country
WHERE day > (SELECT max(day) FROM marketlake.growth_by_country) - INTERVAL '30' DAY
ORDER BY day DESC, source_feed, share_growing DESC, country
