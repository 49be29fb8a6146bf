-- The average daily volume of each symbol over the 30 days that end with a day, ranked. It is the average of the days on which the symbol traded: one that traded on few days ranks by these alone. Where that is not wanted, average_volume * days_traded / days_open counts its other days as 0. Times are in UTC. Made by scripts/docs.sh.
CREATE OR REPLACE VIEW marketlake.highest_average_volume_utc AS
SELECT
  "day",
  CAST("event_time" AT TIME ZONE 'UTC' AS timestamp) AS "event_time",
  CAST("known_at" AT TIME ZONE 'UTC' AS timestamp) AS "known_at",
  "source_feed",
  "symbol",
  "days_traded",
  "days_open",
  "average_volume",
  "greatest_volume",
  "place"
FROM marketlake.highest_average_volume
