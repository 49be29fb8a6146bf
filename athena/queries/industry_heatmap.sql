-- Growth of each industry on each of the last 30 days, in percent, for a heatmap: each company counting
-- the same, and weighted by volume.
SELECT
  day,
  source_feed,
  industry,
  companies,
  growing,
  falling,
  round(100 * share_growing, 2) AS growing_percent,
  round(100 * mean_growth, 2) AS mean_growth_percent,
  round(100 * volume_weighted_growth, 2) AS volume_weighted_percent
FROM marketlake.industry_growth
WHERE day > (SELECT max(day) FROM marketlake.industry_growth) - INTERVAL '30' DAY
ORDER BY day DESC, source_feed, industry
