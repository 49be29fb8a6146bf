-- Whether what texts said of companies in the hours of a UTC day goes with the prices of these hours
-- and of those that follow: correlations over all companies, by clock and feed of the prices.
CREATE OR REPLACE VIEW marketlake.sentiment_and_returns_by_day AS
SELECT
  day,
  clock,
  price_feed,
  count(window_return) AS same_hour_pairs,
  round(corr(CAST(mean_score AS double), CAST(window_return AS double)), 4) AS same_hour_score,
  round(corr(CAST(surprise AS double), CAST(window_return AS double)), 4) AS same_hour_surprise,
  count(next_return) AS next_hour_pairs,
  round(corr(CAST(mean_score AS double), CAST(next_return AS double)), 4) AS next_hour_score,
  round(corr(CAST(surprise AS double), CAST(next_return AS double)), 4) AS next_hour_surprise
FROM marketlake.symbol_sentiment_utc
WHERE price_feed IS NOT NULL
GROUP BY day, clock, price_feed
