SELECT event_time, known_at, feed, subject, entity, label, round(score, 3) AS score,
  round(probabilities[0], 3) AS p_negative, round(probabilities[1], 3) AS p_neutral,
  round(probabilities[2], 3) AS p_positive, decided_by, array_join(terms.term, ', ') AS terms,
  model_version, text
FROM gold.sentiment
WHERE day > date_sub((SELECT max(day) FROM gold.sentiment), 30)
ORDER BY event_time DESC, known_at DESC, topic, partition, offset, entity ASC NULLS LAST LIMIT 50
