WITH texts AS (
  SELECT 'event_time' AS clock, entity AS symbol, date_trunc('HOUR', event_time) AS hour, feed,
    known_at, CAST(score AS DECIMAL(18,12)) AS score
  FROM gold.sentiment
  WHERE entity IS NOT NULL
  UNION ALL
  SELECT 'known_at', entity, date_trunc('HOUR', known_at), feed, known_at,
    CAST(score AS DECIMAL(18,12))
  FROM gold.sentiment
  WHERE entity IS NOT NULL AND event_time <= known_at + INTERVAL 24 HOURS
    AND event_time >= known_at - INTERVAL 48 HOURS
), spoken AS (
  SELECT clock, symbol, hour, count(*) AS texts, max(known_at) AS known_at,
    sum(CASE WHEN feed = 'news' THEN 1 ELSE 0 END) AS news,
    sum(CASE WHEN feed = 'posts' THEN 1 ELSE 0 END) AS posts,
    CAST(CAST(sum(score) AS DECIMAL(28,12)) / count(*) AS DECIMAL(18,12)) AS mean_score
  FROM texts
  GROUP BY clock, symbol, hour
), usual AS (
  SELECT s.clock, s.symbol, s.hour, max(t.known_at) AS known_at,
    CAST(CAST(sum(t.score) AS DECIMAL(28,12)) / count(*) AS DECIMAL(18,12)) AS own_mean
  FROM spoken AS s
  JOIN texts AS t
    ON t.clock = s.clock AND t.symbol = s.symbol
    AND t.hour < s.hour AND t.hour >= s.hour - INTERVAL 168 HOURS
  GROUP BY s.clock, s.symbol, s.hour
), moments AS (
  SELECT 'event_time' AS clock, bar_start AS moment, source_feed, symbol, bar_start, close, known_at
  FROM plain_bars
  UNION ALL
  SELECT 'known_at', known_at, source_feed, symbol, bar_start, close, known_at
  FROM silver.bars
  WHERE interval = '1m' AND revision = 0 AND trade_count <> 0
    AND known_at >= event_time - INTERVAL 24 HOURS AND known_at <= event_time + INTERVAL 24 HOURS
), hours AS (
  SELECT clock, source_feed, upper(symbol) AS symbol, date_trunc('HOUR', moment) AS hour,
    element_at(array_sort(collect_list(struct(moment, bar_start, symbol, close))), -1) AS last,
    max(known_at) AS known_at
  FROM moments
  GROUP BY clock, source_feed, upper(symbol), date_trunc('HOUR', moment)
), earlier AS (
  SELECT h.clock, h.source_feed, h.symbol, h.hour, max(b.hour) AS earlier_hour
  FROM hours AS h
  JOIN hours AS b
    ON b.clock = h.clock AND b.source_feed = h.source_feed AND b.symbol = h.symbol
    AND b.hour < h.hour AND b.hour >= h.hour - INTERVAL 24 HOURS
  GROUP BY h.clock, h.source_feed, h.symbol, h.hour
), known AS (
  SELECT e.clock, e.source_feed, e.symbol, e.hour, a.ratio, a.known_at,
    row_number() OVER (
      PARTITION BY e.clock, e.source_feed, e.symbol, e.hour, a.ex_day
      ORDER BY a.known_at DESC, a.version DESC) AS place
  FROM earlier AS e
  JOIN hours AS h
    ON h.clock = e.clock AND h.source_feed = e.source_feed AND h.symbol = e.symbol
    AND h.hour = e.hour
  JOIN hours AS b
    ON b.clock = e.clock AND b.source_feed = e.source_feed AND b.symbol = e.symbol
    AND b.hour = e.earlier_hour
  JOIN reference.adjustments AS a
    ON a.symbol = e.symbol AND a.ex_day > to_date(b.last.bar_start)
    AND a.ex_day <= to_date(h.last.bar_start)
  WHERE to_date(a.known_at) <= greatest(to_date(e.hour), to_date(h.last.bar_start))
), ratios AS (
  SELECT clock, source_feed, symbol, hour, max(known_at) AS known_at,
    CAST(round(exp(sum(ln(ratio))), 8) AS DECIMAL(18,8)) AS ratio
  FROM known
  WHERE place = 1
  GROUP BY clock, source_feed, symbol, hour
), moves AS (
  SELECT h.clock, h.source_feed, h.symbol, h.hour,
    array_max(array(h.known_at, b.known_at, r.known_at)) AS known_at,
    h.last.close / CAST(b.last.close / coalesce(r.ratio, 1) AS DECIMAL(18,8)) - 1 AS move
  FROM hours AS h
  LEFT JOIN earlier AS e
    ON e.clock = h.clock AND e.source_feed = h.source_feed AND e.symbol = h.symbol
    AND e.hour = h.hour
  LEFT JOIN hours AS b
    ON b.clock = h.clock AND b.source_feed = h.source_feed AND b.symbol = h.symbol
    AND b.hour = e.earlier_hour
  LEFT JOIN ratios AS r
    ON r.clock = h.clock AND r.source_feed = h.source_feed AND r.symbol = h.symbol
    AND r.hour = h.hour
), first_feeds AS (
  SELECT clock, symbol, hour, min(source_feed) AS source_feed
  FROM hours
  GROUP BY clock, symbol, hour
)
SELECT to_date(s.hour) AS day, s.clock, s.hour + INTERVAL 60 MINUTES AS event_time,
  array_max(array(s.known_at, u.known_at, h.known_at, n.known_at)) AS known_at,
  s.symbol, s.hour AS window_start, s.texts, s.news, s.posts, s.mean_score, u.own_mean,
  s.mean_score - u.own_mean AS surprise, f.source_feed AS price_feed,
  h.move AS window_return, n.move AS next_return
FROM spoken AS s
LEFT JOIN usual AS u ON u.clock = s.clock AND u.symbol = s.symbol AND u.hour = s.hour
LEFT JOIN first_feeds AS f ON f.clock = s.clock AND f.symbol = s.symbol AND f.hour = s.hour
LEFT JOIN moves AS h
  ON h.clock = s.clock AND h.source_feed = f.source_feed AND h.symbol = s.symbol AND h.hour = s.hour
LEFT JOIN moves AS n
  ON n.clock = s.clock AND n.source_feed = f.source_feed AND n.symbol = s.symbol
  AND n.hour = s.hour + INTERVAL 60 MINUTES
