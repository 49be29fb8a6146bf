-- Trading volume of each symbol a day, and its place among the others. Times are in UTC. Made by scripts/docs.sh.
CREATE OR REPLACE VIEW marketlake.daily_volume_utc AS
SELECT
  "day",
  CAST("event_time" AT TIME ZONE 'UTC' AS timestamp) AS "event_time",
  CAST("known_at" AT TIME ZONE 'UTC' AS timestamp) AS "known_at",
  "source_feed",
  "symbol",
  "volume",
  "notional",
  "trades",
  "share_of_volume",
  "place"
FROM marketlake.daily_volume
