WITH windows AS (
  SELECT DISTINCT day AS last_day, date_sub(day, 30) AS day_before, source_feed
  FROM plain_events
), feeds AS (
  SELECT w.last_day, w.source_feed, count(DISTINCT d.day) AS days_open, max(d.known_at) AS known_at
  FROM windows AS w
  JOIN plain_days AS d
    ON d.source_feed = w.source_feed AND d.day > w.day_before AND d.day <= w.last_day
  GROUP BY w.last_day, w.source_feed
), symbols AS (
  SELECT w.last_day, w.source_feed, d.symbol, max(d.event_time) AS event_time,
    count(DISTINCT d.day) AS days_traded, max(d.volume) AS greatest_volume,
    CAST(sum(CAST(d.volume AS DECIMAL(20,6))) / CAST(count(DISTINCT d.day) AS DECIMAL(4,0))
      AS DECIMAL(38,6)) AS average_volume
  FROM windows AS w
  JOIN plain_days AS d
    ON d.source_feed = w.source_feed AND d.day > w.day_before AND d.day <= w.last_day
  GROUP BY w.last_day, w.source_feed, d.symbol
), greater AS (
  SELECT s.last_day, s.source_feed, s.symbol, count(other.symbol) AS symbols
  FROM symbols AS s
  LEFT JOIN symbols AS other
    ON other.last_day = s.last_day AND other.source_feed = s.source_feed
    AND other.average_volume > s.average_volume
  GROUP BY s.last_day, s.source_feed, s.symbol
)
SELECT s.last_day AS day, s.event_time, f.known_at, s.source_feed, s.symbol, s.days_traded,
  f.days_open, s.average_volume, s.greatest_volume, g.symbols + 1 AS place
FROM symbols AS s
JOIN feeds AS f ON f.last_day = s.last_day AND f.source_feed = s.source_feed
JOIN greater AS g
  ON g.last_day = s.last_day AND g.source_feed = s.source_feed AND g.symbol = s.symbol
