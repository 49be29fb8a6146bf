-- Growth of industries a day, equal- and volume-weighted: what a heatmap shows. Times are in UTC. Made by scripts/docs.sh.
CREATE OR REPLACE VIEW marketlake.industry_growth_utc AS
SELECT
  "day",
  CAST("event_time" AT TIME ZONE 'UTC' AS timestamp) AS "event_time",
  CAST("known_at" AT TIME ZONE 'UTC' AS timestamp) AS "known_at",
  "source_feed",
  "industry",
  "companies",
  "growing",
  "falling",
  "share_growing",
  "mean_growth",
  "volume_weighted_growth",
  "volume"
FROM marketlake.industry_growth
