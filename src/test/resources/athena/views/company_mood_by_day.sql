SELECT day, entity, count(1) AS texts, sum(if(label = 'positive', 1, 0)) AS positive,
  sum(if(label = 'neutral', 1, 0)) AS neutral, sum(if(label = 'negative', 1, 0)) AS negative,
  round(sum(score) / count(score), 3) AS mean_score
FROM gold.sentiment WHERE entity IS NOT NULL GROUP BY day, entity
