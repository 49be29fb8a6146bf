SELECT day, source_feed, place, symbol, company, industry, country,
  round(100 * growth, 2) AS growth_percent, previous_day, previous_close, close, currency, volume
FROM (
  SELECT *, rank() OVER (PARTITION BY source_feed ORDER BY growth DESC, symbol) AS place
  FROM (SELECT *, max(day) OVER (PARTITION BY source_feed) AS newest FROM gold.symbol_growth
    WHERE day > date_sub((SELECT max(day) FROM gold.symbol_growth), 30))
  WHERE day = newest AND growth > 0)
WHERE place <= 50
ORDER BY source_feed, place
