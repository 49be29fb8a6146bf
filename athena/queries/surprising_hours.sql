-- The 100 hours of the last 30 days in which texts of a company were most unlike its own mean of the
-- week before, with the return of the hour and of the next, in percent; on both clocks.
SELECT
  clock,
  window_start,
  symbol,
  texts,
  news,
  posts,
  round(hours.mean_score, 3) AS mean_score,
  round(hours.surprise, 3) AS surprise,
  price_feed,
  round(100 * window_return, 3) AS window_return_percent,
  round(100 * next_return, 3) AS next_return_percent
FROM marketlake.symbol_sentiment_utc AS hours
WHERE hours.surprise IS NOT NULL
  AND day > (SELECT max(day) FROM marketlake.symbol_sentiment_utc) - INTERVAL '30' DAY
ORDER BY abs(hours.surprise) DESC, clock, window_start, symbol
LIMIT 100
