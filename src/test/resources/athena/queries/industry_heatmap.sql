SELECT day, source_feed, industry, companies, growing, falling,
  round(share_growing * 100, 2) AS growing_percent,
  round(mean_growth * 100, 2) AS mean_growth_percent,
  round(volume_weighted_growth * 100, 2) AS volume_weighted_percent
FROM gold.industry_growth
WHERE day > date_sub((SELECT max(day) FROM gold.industry_growth), 30)
ORDER BY day DESC, source_feed, industry
