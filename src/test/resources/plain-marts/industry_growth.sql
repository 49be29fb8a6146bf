SELECT day, max(event_time) AS event_time, max(known_at) AS known_at, source_feed,
  ifnull(industry, 'unknown') AS industry,
  count(*) AS companies,
  sum(CASE WHEN growth > 0 THEN 1 ELSE 0 END) AS growing,
  sum(CASE WHEN growth < 0 THEN 1 ELSE 0 END) AS falling,
  CAST(count(CASE WHEN growth > 0 THEN 1 END) AS DECIMAL(18,0)) / CAST(count(*) AS DECIMAL(18,0))
    AS share_growing,
  avg(growth) AS mean_growth,
  sum(growth * CAST(volume AS DECIMAL(18,6))) / sum(CAST(volume AS DECIMAL(18,6)))
    AS volume_weighted_growth,
  sum(volume) AS volume
FROM plain_growth
GROUP BY day, source_feed, ifnull(industry, 'unknown')
