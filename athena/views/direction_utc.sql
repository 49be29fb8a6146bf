-- Forecasts of the direction of prices, one a bar and horizon, and what became of them. Times are in UTC. Made by scripts/docs.sh.
CREATE OR REPLACE VIEW marketlake.direction_utc AS
SELECT
  "day",
  CAST("event_time" AT TIME ZONE 'UTC' AS timestamp) AS "event_time",
  CAST("known_at" AT TIME ZONE 'UTC' AS timestamp) AS "known_at",
  "kind",
  "source_feed",
  "symbol",
  "interval",
  CAST("bar_start" AT TIME ZONE 'UTC' AS timestamp) AS "bar_start",
  CAST("bar_end" AT TIME ZONE 'UTC' AS timestamp) AS "bar_end",
  "horizon",
  CAST("bar_known_at" AT TIME ZONE 'UTC' AS timestamp) AS "bar_known_at",
  CAST("target_start" AT TIME ZONE 'UTC' AS timestamp) AS "target_start",
  CAST("target_end" AT TIME ZONE 'UTC' AS timestamp) AS "target_end",
  "model_version",
  "p_up",
  "features",
  "features_version",
  "trend",
  "majority",
  "late_ms",
  "entry",
  "exit",
  "outcome",
  "realised_return",
  CAST("ingested_at" AT TIME ZONE 'UTC' AS timestamp) AS "ingested_at"
FROM marketlake.direction
