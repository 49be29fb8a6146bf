SELECT day, feed, size(collect_set(struct(cluster_id, topic_id, partition, offset))) AS texts,
  sum(if(label = 'positive', 1, 0)) AS positive, sum(if(label = 'neutral', 1, 0)) AS neutral,
  sum(if(label = 'negative', 1, 0)) AS negative, round(sum(score) / count(score), 3) AS mean_score
FROM gold.sentiment GROUP BY day, feed
