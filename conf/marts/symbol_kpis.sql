-- name: symbol_kpis
-- key: day, source_feed, symbol
-- grain: a symbol's day on a feed that has bars
-- lookback: 0
-- feed: source_feed
-- doc: Key figures of a symbol's day, from the newest revision of its base bars.
-- column: day | date | - | the day: a date of the feed's calendar, UTC unless it names one | silver.base_bars.trading_day
-- column: event_time | timestamp | - | end of its last bar | silver.base_bars.event_time
-- column: known_at | timestamp | - | when the last of its bars could be known | silver.base_bars.known_at
-- column: source_feed | string | - | the feed whose events the bars are made of | silver.base_bars.source_feed
-- column: symbol | string | - | ticker symbol | silver.base_bars.symbol
-- column: bars | bigint | bars | final base bars of the day | silver.base_bars
-- column: average_price | decimal(18,8) | the symbol's currency | mean of their closes | silver.base_bars.close
-- column: total_volume | decimal(38,6) | shares or units | sum of their volumes | silver.base_bars.volume
-- column: average_volatility | decimal(18,12) | fraction a bar | mean of their volatilities, each the deviation of the last log returns (bars.indicators.volatility); null before the first | silver.base_bars.volatility
-- column: rising | bigint | bars | bars that close above their open | silver.base_bars.open, close
-- column: share_rising | decimal(9,8) | fraction | rising / bars | silver.base_bars.open, close
-- column: average_sma | decimal(18,8) | the symbol's currency | mean of their simple moving averages, the middle one of bars.indicators.sma; null before the first | silver.base_bars.sma
-- column: last_rsi | double | 0 to 100 | RSI of the last bar; null before the first | silver.base_bars.rsi
-- column: last_macd | double | the symbol's currency | MACD of the last bar; null before the first | silver.base_bars.macd
-- column: last_macd_signal | double | the symbol's currency | signal line of MACD of the last bar; null before the first | silver.base_bars.macd_signal

SELECT trading_day AS day, max(event_time) AS event_time, max(known_at) AS known_at,
  source_feed, symbol,
  count(*) AS bars,
  CAST(avg(close) AS DECIMAL(18,8)) AS average_price,
  CAST(sum(volume) AS DECIMAL(38,6)) AS total_volume,
  -- Doubles as decimals, so that a sum is the same in whatever order it is made.
  CAST(avg(CAST(volatility AS DECIMAL(24,16))) AS DECIMAL(18,12)) AS average_volatility,
  count_if(close > open) AS rising,
  CAST(CAST(count_if(close > open) AS DECIMAL(18,0)) / count(*) AS DECIMAL(9,8)) AS share_rising,
  CAST(avg(CAST(sma AS DECIMAL(24,12))) AS DECIMAL(18,8)) AS average_sma,
  max_by(struct(rsi AS value), bar_start).value AS last_rsi,
  max_by(struct(macd AS value), bar_start).value AS last_macd,
  max_by(struct(macd_signal AS value), bar_start).value AS last_macd_signal
FROM silver.base_bars
GROUP BY trading_day, source_feed, symbol
