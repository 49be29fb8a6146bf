SELECT day, feed, champion, challenger, count(1) AS scored, sum(if(other, 1, 0)) AS otherwise,
  round(avg(difference), 3) AS mean_difference
FROM (
  SELECT a.day, a.feed, a.model_version AS champion, b.model_version AS challenger,
    a.label <> b.label AS other, b.score - a.score AS difference
  FROM gold.sentiment a JOIN gold.sentiment_challenger b USING (cluster_id, topic_id, partition, offset)
  WHERE a.entity <=> b.entity)
GROUP BY day, feed, champion, challenger
