-- The mood about each company in the last 30 UTC days that have texts, the most talked about first.
SELECT day, entity, texts, positive, neutral, negative, mean_score
FROM marketlake.company_mood_by_day
WHERE day > (SELECT max(day) FROM marketlake.sentiment) - INTERVAL '30' DAY
ORDER BY day DESC, texts DESC, entity
