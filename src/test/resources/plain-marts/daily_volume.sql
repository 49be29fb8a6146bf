WITH days AS (
  SELECT day, source_feed, max(known_at) AS known_at, sum(volume) AS volume
  FROM plain_events
  GROUP BY day, source_feed
), greater AS (
  SELECT d.day, d.source_feed, d.symbol, count(other.symbol) AS symbols
  FROM plain_days AS d
  LEFT JOIN plain_days AS other
    ON other.day = d.day AND other.source_feed = d.source_feed AND other.volume > d.volume
  GROUP BY d.day, d.source_feed, d.symbol
)
SELECT d.day, d.event_time, days.known_at, d.source_feed, d.symbol, d.volume, d.notional, d.trades,
  CAST(d.volume AS DECIMAL(20,6)) / CAST(days.volume AS DECIMAL(20,6)) AS share_of_volume,
  g.symbols + 1 AS place
FROM plain_days AS d
JOIN days ON days.day = d.day AND days.source_feed = d.source_feed
JOIN greater AS g ON g.day = d.day AND g.source_feed = d.source_feed AND g.symbol = d.symbol
