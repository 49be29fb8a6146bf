-- Key figures of each symbol on its feed's newest day of the last 30, the greatest volume first.
WITH newest AS (
  SELECT source_feed, max(day) AS day
  FROM marketlake.symbol_kpis
  WHERE day > (SELECT max(day) FROM marketlake.symbol_kpis) - INTERVAL '30' DAY
  GROUP BY source_feed
)
SELECT
  kpis.day,
  kpis.source_feed,
  kpis.symbol,
  kpis.bars,
  kpis.average_price,
  kpis.total_volume,
  round(100 * kpis.average_volatility, 4) AS volatility_percent,
  round(100 * kpis.share_rising, 2) AS rising_percent,
  kpis.average_sma,
  round(kpis.last_rsi, 1) AS last_rsi,
  kpis.last_macd,
  kpis.last_macd_signal
FROM marketlake.symbol_kpis AS kpis
JOIN newest ON newest.source_feed = kpis.source_feed AND newest.day = kpis.day
ORDER BY kpis.source_feed, kpis.total_volume DESC, kpis.symbol
