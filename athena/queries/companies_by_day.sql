-- The mood about each company, each UTC day: how many texts name it, of which label, and the mean score.
SELECT
  day,
  entity,
  count(*) AS texts,
  count_if(label = 'positive') AS positive,
  count_if(label = 'neutral') AS neutral,
  count_if(label = 'negative') AS negative,
  round(avg(score), 3) AS mean_score
FROM marketlake.sentiment
WHERE entity IS NOT NULL
GROUP BY day, entity
ORDER BY day DESC, texts DESC
