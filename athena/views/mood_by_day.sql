-- The mood of each UTC day and feed: how many texts, of which label, and the mean score (-1 to 1). A
-- text that names several companies has a label and a score for each.
CREATE OR REPLACE VIEW marketlake.mood_by_day AS
SELECT
  day,
  feed,
  count(DISTINCT ROW(cluster_id, topic_id, "partition", "offset")) AS texts,
  count_if(label = 'positive') AS positive,
  count_if(label = 'neutral') AS neutral,
  count_if(label = 'negative') AS negative,
  round(avg(score), 3) AS mean_score
FROM marketlake.sentiment_utc
GROUP BY day, feed
