-- The newest scored texts. A view must not expose a timestamp with time zone in Athena, so each time
-- is cast, in UTC; CREATE OR REPLACE VIEW marketlake.newest_scored AS before this makes it a view.
SELECT
  CAST(event_time AT TIME ZONE 'UTC' AS timestamp) AS event_time,
  CAST(known_at AT TIME ZONE 'UTC' AS timestamp) AS known_at,
  feed,
  subject,
  entity,
  label,
  round(score, 3) AS score,
  -- In the order negative, neutral, positive; arrays count from 1.
  round(probabilities[1], 3) AS p_negative,
  round(probabilities[2], 3) AS p_neutral,
  round(probabilities[3], 3) AS p_positive,
  decided_by,
  array_join(transform(terms, t -> t.term), ', ') AS terms,
  model_version,
  text
FROM marketlake.sentiment
ORDER BY event_time DESC
LIMIT 50
