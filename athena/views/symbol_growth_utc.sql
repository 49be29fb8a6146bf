-- The growth of each symbol's day, defined here for all marts that speak of growth: close over the close of its last day with a price, made comparable by the splits in between; close over open on its first day. A day that is longer ago than 31 days is found in month_close, ten years back. With what the company reference said at the end of the day. Times are in UTC. Made by scripts/docs.sh.
CREATE OR REPLACE VIEW marketlake.symbol_growth_utc AS
SELECT
  "day",
  CAST("event_time" AT TIME ZONE 'UTC' AS timestamp) AS "event_time",
  CAST("known_at" AT TIME ZONE 'UTC' AS timestamp) AS "known_at",
  "source_feed",
  "symbol",
  "open",
  "close",
  "previous_day",
  "split_ratio",
  "previous_close",
  "growth",
  "volume",
  "notional",
  "company",
  "sector",
  "industry",
  "country",
  "technology",
  "currency"
FROM marketlake.symbol_growth
