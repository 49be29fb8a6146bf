WITH last AS (
  SELECT day, source_feed, symbol, max(bar_start) AS bar_start
  FROM plain_bars
  GROUP BY day, source_feed, symbol
), sums AS (
  SELECT day, source_feed, symbol, max(event_time) AS event_time, max(known_at) AS known_at,
    count(*) AS bars, avg(close) AS average_price, sum(volume) AS total_volume,
    avg(CAST(volatility_20 AS DECIMAL(24,16))) AS average_volatility,
    sum(CASE WHEN close > open THEN 1 ELSE 0 END) AS rising,
    CAST(count(CASE WHEN close > open THEN 1 END) AS DECIMAL(18,0)) / CAST(count(*) AS DECIMAL(18,0))
      AS share_rising,
    avg(CAST(sma_20 AS DECIMAL(24,12))) AS average_sma
  FROM plain_bars
  GROUP BY day, source_feed, symbol
)
SELECT s.*, bar.rsi_14 AS last_rsi, bar.macd_12_26_9 AS last_macd,
  bar.macd_signal_12_26_9 AS last_macd_signal
FROM sums AS s
JOIN last AS l ON l.day = s.day AND l.source_feed = s.source_feed AND l.symbol = s.symbol
JOIN plain_bars AS bar
  ON bar.bar_start = l.bar_start AND bar.source_feed = l.source_feed AND bar.symbol = l.symbol
