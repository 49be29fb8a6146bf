-- The last price of each symbol's month, stored under the first day of the month after it. symbol_growth looks here for a close that is longer ago than 31 days, so that it need not read all days before. Times are in UTC. Made by scripts/docs.sh.
CREATE OR REPLACE VIEW marketlake.month_close_utc AS
SELECT
  "day",
  CAST("event_time" AT TIME ZONE 'UTC' AS timestamp) AS "event_time",
  CAST("known_at" AT TIME ZONE 'UTC' AS timestamp) AS "known_at",
  "source_feed",
  "symbol",
  "last_day",
  "close"
FROM marketlake.month_close
