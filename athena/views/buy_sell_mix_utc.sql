-- Who was the aggressor in a symbol's trades: buys against sells, of days with any of them. Times are in UTC. Made by scripts/docs.sh.
CREATE OR REPLACE VIEW marketlake.buy_sell_mix_utc AS
SELECT
  "day",
  CAST("event_time" AT TIME ZONE 'UTC' AS timestamp) AS "event_time",
  CAST("known_at" AT TIME ZONE 'UTC' AS timestamp) AS "known_at",
  "source_feed",
  "symbol",
  "buys",
  "sells",
  "unknown",
  "buy_volume",
  "sell_volume",
  "buy_notional",
  "sell_notional",
  "share_buys",
  "imbalance"
FROM marketlake.buy_sell_mix
