-- The mood of the last 30 UTC days that have texts, by feed.
SELECT day, feed, texts, positive, neutral, negative, mean_score
FROM marketlake.mood_by_day
WHERE day > (SELECT max(day) FROM marketlake.sentiment) - INTERVAL '30' DAY
ORDER BY day DESC, feed
