SELECT * FROM (
  SELECT day, feed, count(DISTINCT cluster_id, topic_id, partition, offset) AS texts,
    count_if(label = 'positive') AS positive, count_if(label = 'neutral') AS neutral,
    count_if(label = 'negative') AS negative, round(avg(score), 3) AS mean_score
  FROM gold.sentiment GROUP BY day, feed)
WHERE day > date_sub((SELECT max(day) FROM gold.sentiment), 30)
ORDER BY day DESC, feed
