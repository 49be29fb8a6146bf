SELECT clock, window_start, symbol, texts, news, posts, round(mean_score, 3) AS mean_score,
  round(mean_score - own_mean, 3) AS surprise, price_feed,
  round(window_return * 100, 3) AS window_return_percent,
  round(next_return * 100, 3) AS next_return_percent
FROM gold.symbol_sentiment AS s
WHERE own_mean IS NOT NULL AND day > date_sub((SELECT max(day) FROM gold.symbol_sentiment), 30)
ORDER BY abs(s.mean_score - s.own_mean) DESC, clock, window_start, symbol LIMIT 100
