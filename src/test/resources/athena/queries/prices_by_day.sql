SELECT day, source_feed, symbol, open, high, low, close, vwap, volume, notional, trades
FROM gold.symbol_day
WHERE day > date_sub((SELECT max(day) FROM gold.symbol_day), 30)
ORDER BY day DESC, source_feed, symbol
