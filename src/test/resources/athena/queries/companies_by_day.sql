SELECT day, entity, count(1) AS texts, count_if(label = 'positive') AS positive,
  count_if(label = 'neutral') AS neutral, count_if(label = 'negative') AS negative,
  round(avg(score), 3) AS mean_score
FROM gold.sentiment
WHERE entity IS NOT NULL
  AND day > date_sub((SELECT max(day) FROM gold.sentiment), 30)
GROUP BY day, entity ORDER BY day DESC, texts DESC, entity
