SELECT day, source_feed, symbol, buys, sells, trades - buys - sells AS unknown,
  round(100 * cast(buys AS decimal(18)) / (buys + sells), 2) AS buys_percent,
  buy_volume, sell_volume, buy_notional, sell_notional,
  round(100 * cast(buy_volume - sell_volume AS decimal(24,6))
    / cast(buy_volume + sell_volume AS decimal(24,6)), 2) AS imbalance_percent
FROM gold.symbol_day
WHERE buys + sells > 0 AND day > date_sub((SELECT max(day) FROM gold.buy_sell_mix), 30)
ORDER BY day DESC, source_feed, buys + sells DESC, symbol
