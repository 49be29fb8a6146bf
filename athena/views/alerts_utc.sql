-- The steps of alerts: opened, updated, closed. Times are in UTC. Made by scripts/docs.sh.
CREATE OR REPLACE VIEW marketlake.alerts_utc AS
SELECT
  "day",
  CAST("event_time" AT TIME ZONE 'UTC' AS timestamp) AS "event_time",
  CAST("known_at" AT TIME ZONE 'UTC' AS timestamp) AS "known_at",
  "alert_id",
  "number",
  "step",
  "rule",
  "subject",
  "value",
  "threshold",
  "sentence",
  "causes"
FROM marketlake.alerts
