-- Passes and failures of each rule in each micro-batch. Times are in UTC. Made by scripts/docs.sh.
CREATE OR REPLACE VIEW marketlake.rule_counts_utc AS
SELECT
  "day",
  CAST("known_at" AT TIME ZONE 'UTC' AS timestamp) AS "known_at",
  "feed",
  "rule",
  "kind",
  "action",
  "passed",
  "failed",
  "measure",
  "baseline",
  "at_least",
  "at_most",
  CAST("first_known_at" AT TIME ZONE 'UTC' AS timestamp) AS "first_known_at",
  "ranges",
  CAST("ingested_at" AT TIME ZONE 'UTC' AS timestamp) AS "ingested_at"
FROM marketlake.rule_counts
