SELECT day, clock, price_feed, count_if(window_return IS NOT NULL) AS same_hour_pairs,
  round(corr(mean_score, window_return), 4) AS same_hour_score,
  round(corr(mean_score - own_mean, window_return), 4) AS same_hour_surprise,
  count_if(next_return IS NOT NULL) AS next_hour_pairs,
  round(corr(mean_score, next_return), 4) AS next_hour_score,
  round(corr(mean_score - own_mean, next_return), 4) AS next_hour_surprise
FROM gold.symbol_sentiment WHERE price_feed IS NOT NULL GROUP BY day, clock, price_feed
