-- Prices and volumes of a symbol's day, of all its events, those included that came after their bar was final; by the feed's sale conditions, as bars count them. Times are in UTC. Made by scripts/docs.sh.
CREATE OR REPLACE VIEW marketlake.symbol_day_utc AS
SELECT
  "day",
  CAST("event_time" AT TIME ZONE 'UTC' AS timestamp) AS "event_time",
  CAST("known_at" AT TIME ZONE 'UTC' AS timestamp) AS "known_at",
  "source_feed",
  "symbol",
  "open",
  "high",
  "low",
  "close",
  "volume",
  "notional",
  "vwap",
  "trades",
  "buys",
  "sells",
  "buy_volume",
  "sell_volume",
  "buy_notional",
  "sell_notional"
FROM marketlake.symbol_day
