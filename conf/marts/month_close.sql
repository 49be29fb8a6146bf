-- name: month_close
-- key: day, source_feed, symbol
-- grain: a symbol's month on a feed, with a price
-- lookback: 31
-- doc: The last price of each symbol's month, stored under the first day of the month after it.
--    symbol_growth looks here for a close that is longer ago than 31 days, so that it need not read
--    all days before.
-- column: day | date | - | the first day after the month: from then on it is the last price of an earlier month | gold.symbol_day.day
-- column: event_time | timestamp | - | when the newest event of its last day with a price happened | gold.symbol_day.event_time
-- column: known_at | timestamp | - | when the last event of that day could be known | gold.symbol_day.known_at
-- column: source_feed | string | - | the feed whose events it is made of | gold.symbol_day.source_feed
-- column: symbol | string | - | ticker symbol | gold.symbol_day.symbol
-- column: last_day | date | - | its last day of the month with a price | gold.symbol_day.day
-- column: close | decimal(18,8) | the symbol's currency | last price of that day | gold.symbol_day.close

WITH closes AS (
  SELECT add_months(trunc(day, 'MM'), 1) AS next_month, source_feed, symbol,
    max(struct(day, close, event_time, known_at)) AS last
  FROM gold.symbol_day
  WHERE close IS NOT NULL
  GROUP BY add_months(trunc(day, 'MM'), 1), source_feed, symbol
)
SELECT next_month AS day, last.event_time, last.known_at, source_feed, symbol,
  last.day AS last_day, last.close
FROM closes
