-- What the challenger would have said of each text, beside the champion. Times are in UTC. Made by scripts/docs.sh.
CREATE OR REPLACE VIEW marketlake.sentiment_challenger_utc AS
SELECT
  "feed",
  "day",
  CAST("event_time" AT TIME ZONE 'UTC' AS timestamp) AS "event_time",
  CAST("known_at" AT TIME ZONE 'UTC' AS timestamp) AS "known_at",
  "text",
  "subject",
  "entity",
  "context",
  "label",
  "probabilities",
  "score",
  "decided_by",
  "terms",
  "model_version",
  "cluster_id",
  "topic_id",
  "topic",
  "partition",
  "offset"
FROM marketlake.sentiment_challenger
