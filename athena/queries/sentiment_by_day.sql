-- The mood of each UTC day and feed: how many texts, of which label, and the mean score (-1 to 1).
SELECT
  day,
  feed,
  count(*) AS texts,
  count_if(label = 'positive') AS positive,
  count_if(label = 'neutral') AS neutral,
  count_if(label = 'negative') AS negative,
  round(avg(score), 3) AS mean_score
FROM marketlake.sentiment
GROUP BY day, feed
ORDER BY day DESC, feed
