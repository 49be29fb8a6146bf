-- The newest step of each alert that is not closed, and since when it is open.
SELECT
  alert_id,
  max_by(step, number) AS step,
  max_by(sentence, number) AS sentence,
  CAST(min(known_at) AT TIME ZONE 'UTC' AS timestamp) AS since
FROM marketlake.alerts
GROUP BY alert_id
HAVING max_by(step, number) <> 'closed'
ORDER BY since DESC, alert_id
