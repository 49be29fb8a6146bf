WITH last AS (
  SELECT source_feed, symbol, year(day) AS of_year, month(day) AS of_month, max(day) AS day
  FROM plain_days
  GROUP BY source_feed, symbol, year(day), month(day)
)
SELECT make_date(of_year + IF(of_month = 12, 1, 0), IF(of_month = 12, 1, of_month + 1), 1) AS day,
  d.event_time, d.known_at, d.source_feed, d.symbol, d.day AS last_day, d.close
FROM last AS l
JOIN plain_days AS d ON d.source_feed = l.source_feed AND d.symbol = l.symbol AND d.day = l.day
