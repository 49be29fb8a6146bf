-- name: symbol_growth
-- key: day, source_feed, symbol
-- grain: a symbol's day on a feed, with a price
-- lookback: 0
-- lookback gold.symbol_day: 31
-- lookback gold.month_close: 3660
-- as-of: reference.adjustments, reference.company_periods
-- doc: The growth of each symbol's day, defined here for all marts that speak of growth: close over
--    the close of its last day with a price, made comparable by the splits in between; close over
--    open on its first day. A day that is longer ago than 31 days is found in month_close, ten years
--    back. With what the company reference said at the end of the day.
-- column: day | date | - | the day: a date of the feed's calendar, UTC unless it names one | gold.symbol_day.day
-- column: event_time | timestamp | - | when its newest event happened | gold.symbol_day.event_time
-- column: known_at | timestamp | - | when the last that it holds could be known: events of this day and of the previous one, splits, and what the reference says of the company | gold.symbol_day.known_at, gold.month_close.known_at, reference.adjustments.known_at, reference.companies.known_at
-- column: source_feed | string | - | the feed whose events it is made of | gold.symbol_day.source_feed
-- column: symbol | string | - | ticker symbol | gold.symbol_day.symbol
-- column: open | decimal(18,8) | the symbol's currency | first price of the day | gold.symbol_day.open
-- column: close | decimal(18,8) | the symbol's currency | last price of the day | gold.symbol_day.close
-- column: previous_day | date | - | its last day before with a price; null on its first day | gold.symbol_day.day, gold.month_close.last_day
-- column: split_ratio | decimal(18,8) | shares for one | splits after that day up to this one, as known at the end of this day (UTC); 1 for none | reference.adjustments.ratio
-- column: previous_close | decimal(18,8) | the symbol's currency | close of that day over split_ratio | gold.symbol_day.close
-- column: growth | decimal(13,8) | fraction | close / previous_close - 1, or close / open - 1 without a previous day: 0.01 is one percent | gold.symbol_day
-- column: volume | decimal(38,6) | shares or units | sum of the volumes | gold.symbol_day.volume
-- column: notional | decimal(38,14) | the symbol's currency | sum of price times volume | gold.symbol_day.notional
-- column: company | string | - | name of the company; null where the reference does not have the symbol | reference.companies.name
-- column: sector | string | - | its sector | reference.companies.sector
-- column: industry | string | - | its industry | reference.companies.industry
-- column: country | string | - | the country of its head office | reference.companies.country
-- column: technology | string | - | the technology that it stands for | reference.companies.technology
-- column: currency | string | - | the currency of its price, ISO 4217 | reference.companies.currency

WITH closes AS (
  SELECT source_feed, symbol, day, event_time, known_at, open, close, volume, notional, true AS is_day
  FROM gold.symbol_day
  WHERE close IS NOT NULL
  UNION ALL
  SELECT source_feed, symbol, last_day, NULL, known_at, NULL, close, NULL, NULL, false
  FROM gold.month_close
), pairs AS (
  SELECT *,
    -- The last day of a month is there twice: it counts as the day.
    max(struct(day, is_day, close, known_at)) OVER (
      PARTITION BY source_feed, symbol ORDER BY unix_date(day)
      RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS last
  FROM closes
), days AS (
  SELECT day, event_time, source_feed, symbol, open, close, volume, notional,
    last.day AS previous_day, last.close AS last_close,
    greatest(known_at, last.known_at) AS known_at
  FROM pairs
  WHERE is_day
), splits AS (
  SELECT p.day, p.source_feed, p.symbol, a.ex_day,
    max(struct(a.known_at, a.version, a.ratio)) AS split
  FROM days AS p
  JOIN reference.adjustments AS a
    ON a.symbol = upper(p.symbol) AND a.ex_day > p.previous_day AND a.ex_day <= p.day
    AND a.known_at < CAST(date_add(p.day, 1) AS TIMESTAMP)
  GROUP BY p.day, p.source_feed, p.symbol, a.ex_day
), ratios AS (
  SELECT day, source_feed, symbol, max(split.known_at) AS known_at,
    aggregate(
      sort_array(collect_list(split.ratio)), CAST(1 AS DECIMAL(18,8)),
      (product, ratio) -> CAST(product * ratio AS DECIMAL(18,8))) AS ratio
  FROM splits
  GROUP BY day, source_feed, symbol
), comparable AS (
  SELECT p.*, coalesce(r.ratio, CAST(1 AS DECIMAL(18,8))) AS split_ratio,
    CAST(p.last_close / coalesce(r.ratio, CAST(1 AS DECIMAL(18,8))) AS DECIMAL(18,8))
      AS previous_close,
    r.known_at AS splits_known_at
  FROM days AS p
  LEFT JOIN ratios AS r
    ON r.day = p.day AND r.source_feed = p.source_feed AND r.symbol = p.symbol
)
SELECT s.day, s.event_time, greatest(s.known_at, s.splits_known_at, c.since) AS known_at,
  s.source_feed, s.symbol, s.open, s.close,
  s.previous_day, s.split_ratio, s.previous_close,
  CAST(s.close / coalesce(s.previous_close, s.open) - 1 AS DECIMAL(13,8)) AS growth,
  s.volume, s.notional,
  c.name AS company, c.sector, c.industry, c.country, c.technology, c.currency
FROM comparable AS s
LEFT JOIN reference.company_periods AS c
  ON c.symbol = upper(s.symbol)
  AND c.since < CAST(date_add(s.day, 1) AS TIMESTAMP)
  AND (c.until IS NULL OR c.until >= CAST(date_add(s.day, 1) AS TIMESTAMP))
