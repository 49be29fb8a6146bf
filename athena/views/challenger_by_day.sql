-- How often the challenger would have given another label than the champion, each UTC day and feed.
CREATE OR REPLACE VIEW marketlake.challenger_by_day AS
SELECT
  champion.day,
  champion.feed,
  champion.model_version AS champion,
  challenger.model_version AS challenger,
  count(*) AS scored,
  count_if(champion.label <> challenger.label) AS otherwise,
  round(avg(challenger.score - champion.score), 3) AS mean_difference
FROM marketlake.sentiment_utc AS champion
JOIN marketlake.sentiment_challenger_utc AS challenger
  ON challenger.day = champion.day
  AND challenger.cluster_id = champion.cluster_id
  AND challenger.topic_id = champion.topic_id
  AND challenger."partition" = champion."partition"
  AND challenger."offset" = champion."offset"
  AND challenger.entity IS NOT DISTINCT FROM champion.entity
GROUP BY champion.day, champion.feed, champion.model_version, challenger.model_version
