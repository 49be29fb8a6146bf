-- The newest scored texts of the 30 UTC days up to the newest that has any. The probabilities are in the
-- order negative, neutral, positive; arrays count from 1.
SELECT
  event_time,
  known_at,
  feed,
  subject,
  entity,
  label,
  round(score, 3) AS score,
  round(probabilities[1], 3) AS p_negative,
  round(probabilities[2], 3) AS p_neutral,
  round(probabilities[3], 3) AS p_positive,
  decided_by,
  array_join(transform(terms, t -> t.term), ', ') AS terms,
  model_version,
  text
FROM marketlake.sentiment_utc
WHERE day > (SELECT max(day) FROM marketlake.sentiment_utc) - INTERVAL '30' DAY
ORDER BY event_time DESC, known_at DESC, topic, "partition", "offset", entity
LIMIT 50
