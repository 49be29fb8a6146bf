-- Trading volume of each symbol on each of the last 30 days, the greatest first.
SELECT
  day,
  source_feed,
  place,
  symbol,
  volume,
  notional,
  trades,
  round(100 * share_of_volume, 2) AS volume_percent
FROM marketlake.daily_volume
WHERE day > (SELECT max(day) FROM marketlake.daily_volume) - INTERVAL '30' DAY
ORDER BY day DESC, source_feed, place, symbol
