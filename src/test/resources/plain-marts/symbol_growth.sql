WITH pairs AS (
  SELECT d.day, d.source_feed, d.symbol, max(before.day) AS previous_day
  FROM plain_days AS d
  LEFT JOIN plain_days AS before
    ON before.source_feed = d.source_feed AND before.symbol = d.symbol AND before.day < d.day
  GROUP BY d.day, d.source_feed, d.symbol
), splits AS (
  SELECT p.day, p.source_feed, p.symbol, a.ratio, a.known_at,
    row_number() OVER (
      PARTITION BY p.day, p.source_feed, p.symbol, a.ex_day
      ORDER BY a.known_at DESC, a.version DESC) AS place
  FROM pairs AS p
  JOIN reference.adjustments AS a
    ON a.symbol = p.symbol AND a.ex_day > p.previous_day AND a.ex_day <= p.day
  WHERE to_date(a.known_at) <= p.day
), ratios AS (
  SELECT day, source_feed, symbol, max(known_at) AS known_at,
    round(exp(sum(ln(ratio))), 8) AS ratio
  FROM splits
  WHERE place = 1
  GROUP BY day, source_feed, symbol
), companies AS (
  SELECT p.day, p.symbol,
    max(struct(c.version, c.known_at, c.name, c.sector, c.industry, c.country, c.technology,
      c.currency)) AS said
  FROM (SELECT DISTINCT day, symbol FROM pairs) AS p
  JOIN reference.companies AS c ON c.symbol = p.symbol AND to_date(c.known_at) <= p.day
  GROUP BY p.day, p.symbol
), priced AS (
  SELECT d.*, p.previous_day, coalesce(CAST(r.ratio AS DECIMAL(18,8)), 1) AS split_ratio,
    CAST(before.close / coalesce(CAST(r.ratio AS DECIMAL(18,8)), 1) AS DECIMAL(18,8))
      AS previous_close,
    before.known_at AS before_known_at, r.known_at AS splits_known_at
  FROM plain_days AS d
  JOIN pairs AS p ON p.day = d.day AND p.source_feed = d.source_feed AND p.symbol = d.symbol
  LEFT JOIN plain_days AS before
    ON before.day = p.previous_day AND before.source_feed = d.source_feed
    AND before.symbol = d.symbol
  LEFT JOIN ratios AS r
    ON r.day = d.day AND r.source_feed = d.source_feed AND r.symbol = d.symbol
)
SELECT s.day, s.event_time,
  array_max(array(s.known_at, s.before_known_at, s.splits_known_at, c.said.known_at)) AS known_at,
  s.source_feed, s.symbol, s.open, s.close, s.previous_day, s.split_ratio, s.previous_close,
  CASE
    WHEN s.previous_day IS NULL THEN s.close / s.open - 1
    ELSE s.close / s.previous_close - 1
  END AS growth,
  s.volume, s.notional,
  c.said.name AS company, c.said.sector, c.said.industry, c.said.country, c.said.technology,
  c.said.currency
FROM priced AS s
LEFT JOIN companies AS c ON c.day = s.day AND c.symbol = s.symbol
