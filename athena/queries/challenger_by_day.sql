-- How often the challenger would have said otherwise than the champion, in percent of the texts, on the
-- last 30 days of its scores.
SELECT
  day,
  feed,
  champion,
  challenger,
  scored,
  round(100e0 * otherwise / scored, 3) AS otherwise_percent,
  mean_difference
FROM marketlake.challenger_by_day
WHERE day > (SELECT max(day) FROM marketlake.sentiment_challenger) - INTERVAL '30' DAY
ORDER BY day DESC, feed, champion, challenger
