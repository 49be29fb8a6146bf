SELECT day, source_feed, symbol, bars, average_price, total_volume,
  round(average_volatility * 100, 4) AS volatility_percent,
  round(share_rising * 100, 2) AS rising_percent,
  average_sma, round(last_rsi, 1) AS last_rsi, last_macd, last_macd_signal
FROM (SELECT *, max(day) OVER (PARTITION BY source_feed) AS newest FROM gold.symbol_kpis
    WHERE day > date_sub((SELECT max(day) FROM gold.symbol_kpis), 30))
WHERE day = newest
ORDER BY source_feed, total_volume DESC, symbol
