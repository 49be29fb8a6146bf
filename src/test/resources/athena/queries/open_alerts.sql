SELECT alert_id, max_by(step, number) AS step, max_by(sentence, number) AS sentence,
  min(known_at) AS since
FROM gold.alerts
GROUP BY alert_id HAVING max_by(step, number) <> 'closed'
ORDER BY since DESC, alert_id
