-- Whether what texts of an hour said of a company goes with its price in that hour and the next, over
-- the last 30 days: correlations, and how many pairs they are of. By event_time it is what happened;
-- by known_at, what a trader saw: only there may a next hour's return be read as a forecast.
SELECT
  clock,
  price_feed,
  count(window_return) AS same_hour_pairs,
  round(corr(CAST(mean_score AS double), CAST(window_return AS double)), 4) AS same_hour_score,
  round(corr(CAST(surprise AS double), CAST(window_return AS double)), 4) AS same_hour_surprise,
  count(next_return) AS next_hour_pairs,
  round(corr(CAST(mean_score AS double), CAST(next_return AS double)), 4) AS next_hour_score,
  round(corr(CAST(surprise AS double), CAST(next_return AS double)), 4) AS next_hour_surprise
FROM marketlake.symbol_sentiment
WHERE price_feed IS NOT NULL
  AND day > (SELECT max(day) FROM marketlake.symbol_sentiment) - INTERVAL '30' DAY
GROUP BY clock, price_feed
ORDER BY clock, price_feed
