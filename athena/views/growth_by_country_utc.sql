-- How many companies of a country grew a day, and by how much. Times are in UTC. Made by scripts/docs.sh.
CREATE OR REPLACE VIEW marketlake.growth_by_country_utc AS
SELECT
  "day",
  CAST("event_time" AT TIME ZONE 'UTC' AS timestamp) AS "event_time",
  CAST("known_at" AT TIME ZONE 'UTC' AS timestamp) AS "known_at",
  "source_feed",
  "country",
  "companies",
  "growing",
  "falling",
  "share_growing",
  "mean_growth",
  "volume_weighted_growth",
  "volume"
FROM marketlake.growth_by_country
