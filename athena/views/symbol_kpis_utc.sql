-- Key figures of a symbol's day, from the newest revision of its base bars. Times are in UTC. Made by scripts/docs.sh.
CREATE OR REPLACE VIEW marketlake.symbol_kpis_utc AS
SELECT
  "day",
  CAST("event_time" AT TIME ZONE 'UTC' AS timestamp) AS "event_time",
  CAST("known_at" AT TIME ZONE 'UTC' AS timestamp) AS "known_at",
  "source_feed",
  "symbol",
  "bars",
  "average_price",
  "total_volume",
  "average_volatility",
  "rising",
  "share_rising",
  "average_sma",
  "last_rsi",
  "last_macd",
  "last_macd_signal"
FROM marketlake.symbol_kpis
