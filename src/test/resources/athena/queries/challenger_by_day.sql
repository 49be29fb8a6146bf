SELECT a.day, a.feed, a.model_version AS champion, b.model_version AS challenger,
  count(1) AS scored, round(100.0 * count_if(a.label <> b.label) / count(1), 3) AS otherwise_percent,
  round(avg(b.score - a.score), 3) AS mean_difference
FROM gold.sentiment a JOIN gold.sentiment_challenger b
  ON struct(a.cluster_id, a.topic_id, a.partition, a.offset, a.entity)
    <=> struct(b.cluster_id, b.topic_id, b.partition, b.offset, b.entity)
WHERE a.day > date_sub((SELECT max(day) FROM gold.sentiment_challenger), 30)
GROUP BY a.day, a.feed, a.model_version, b.model_version ORDER BY day DESC, feed, champion, challenger
