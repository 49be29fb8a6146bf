-- Buys against sells of each symbol on each of the last 30 days, the most traded first. Imbalance is
-- volume bought less volume sold, in percent of both: -100 to 100.
SELECT
  day,
  source_feed,
  symbol,
  buys,
  sells,
  unknown,
  round(100 * share_buys, 2) AS buys_percent,
  buy_volume,
  sell_volume,
  buy_notional,
  sell_notional,
  round(100 * imbalance, 2) AS imbalance_percent
FROM marketlake.buy_sell_mix
WHERE day > (SELECT max(day) FROM marketlake.buy_sell_mix) - INTERVAL '30' DAY
ORDER BY day DESC, source_feed, buys + sells DESC, symbol
