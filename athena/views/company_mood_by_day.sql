-- The mood about each company, each UTC day: how many texts name it, of which label, and the mean
-- score (-1 to 1).
CREATE OR REPLACE VIEW marketlake.company_mood_by_day AS
SELECT
  day,
  entity,
  count(*) AS texts,
  count_if(label = 'positive') AS positive,
  count_if(label = 'neutral') AS neutral,
  count_if(label = 'negative') AS negative,
  round(avg(score), 3) AS mean_score
FROM marketlake.sentiment_utc
WHERE entity IS NOT NULL
GROUP BY day, entity
