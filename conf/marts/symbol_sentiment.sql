-- name: symbol_sentiment
-- key: day, clock, symbol, window_start
-- grain: an hour in which texts named a symbol, by one of two clocks
-- lookback gold.sentiment: 9
-- lookahead gold.sentiment: 1
-- lookback silver.base_bars: 2
-- lookahead silver.base_bars: 2
-- lookback silver.first_base_bars: 2
-- lookahead silver.first_base_bars: 2
-- lookahead reference.adjustments: 2
-- as-of: reference.adjustments
-- doc: What texts of an hour said of a symbol, beside what its price did in that hour and the next.
--    Twice: by when texts and bars happened (clock event_time), and by when they could be known
--    (clock known_at), which is what a trader saw; there, bars are as they were first written. Left
--    out on that clock is what was known more than a day before it happened, texts that were known more
--    than two days after it (one with a date alone is known a day after that date begins), and bars that
--    were known more than a day after it. Returns take splits out as symbol_growth does: those after the
--    date of the feed's calendar of the earlier price, up to that of the later one.
-- column: day | date | - | UTC day of window_start | gold.sentiment
-- column: clock | string | - | event_time or known_at: the time by which texts and bars are put into hours | -
-- column: event_time | timestamp | - | end of the hour | gold.sentiment
-- column: known_at | timestamp | - | when the last text and price that the row is made of could be known, the week's before, the next hour's and splits included | gold.sentiment.known_at, silver.base_bars.known_at, silver.first_base_bars.known_at, reference.adjustments.known_at
-- column: symbol | string | - | ticker symbol of the company that the texts name | gold.sentiment.entity
-- column: window_start | timestamp | - | the first moment of the hour | gold.sentiment
-- column: texts | bigint | texts | texts that name the company | gold.sentiment
-- column: news | bigint | texts | those of the feed news | gold.sentiment.feed
-- column: posts | bigint | texts | those of the feed posts | gold.sentiment.feed
-- column: mean_score | decimal(18,12) | -1 to 1 | mean of their scores | gold.sentiment.score
-- column: own_mean | decimal(18,12) | -1 to 1 | mean score of all its texts in the 7 days before the hour; null where there are none | gold.sentiment.score
-- column: surprise | decimal(18,12) | -2 to 2 | mean_score - own_mean | gold.sentiment.score
-- column: price_feed | string | - | the feed of the prices, the first by name that has a bar in the hour; null if none | silver.base_bars.source_feed
-- column: window_return | decimal(13,8) | fraction | last close of the hour over the last close of the 24 hours before it, made comparable by splits, - 1; null without both | silver.base_bars.close, silver.first_base_bars.close, reference.adjustments.ratio
-- column: next_return | decimal(13,8) | fraction | last close of the next hour over that of this one, likewise; null without both | silver.base_bars.close, silver.first_base_bars.close, reference.adjustments.ratio

WITH dated AS (
  SELECT clock, date_trunc('HOUR', moment) AS window_start, entity AS symbol, feed, known_at,
    CAST(score AS DECIMAL(18,12)) AS score
  FROM gold.sentiment
  LATERAL VIEW explode(map('event_time', event_time, 'known_at', known_at)) AS clock, moment
  WHERE entity IS NOT NULL
    AND (clock = 'event_time'
      OR known_at BETWEEN event_time - INTERVAL 1 DAY AND event_time + INTERVAL 2 DAYS)
), spoken AS (
  SELECT clock, symbol, window_start, max(known_at) AS known_at, count(*) AS texts,
    count_if(feed = 'news') AS news, count_if(feed = 'posts') AS posts, sum(score) AS total
  FROM dated
  GROUP BY clock, symbol, window_start
), surprises AS (
  SELECT *,
    CAST(CAST(total AS DECIMAL(28,12)) / texts AS DECIMAL(18,12)) AS mean_score,
    CAST(CAST(sum(total) OVER week AS DECIMAL(28,12)) / sum(texts) OVER week AS DECIMAL(18,12))
      AS own_mean,
    max(known_at) OVER week AS week_known_at
  FROM spoken
  WINDOW week AS (PARTITION BY clock, symbol ORDER BY unix_seconds(window_start)
    RANGE BETWEEN 604800 PRECEDING AND 1 PRECEDING)
), bars AS (
  SELECT 'event_time' AS clock, bar_start AS moment, trading_day, source_feed, symbol, bar_start,
    close, known_at
  FROM silver.base_bars
  UNION ALL
  SELECT 'known_at', known_at, trading_day, source_feed, symbol, bar_start, close, known_at
  FROM silver.first_base_bars
  WHERE known_at BETWEEN event_time - INTERVAL 1 DAY AND event_time + INTERVAL 1 DAY
), closes AS (
  -- Companies have symbols in capitals, and feeds in any letters.
  SELECT clock, source_feed, upper(symbol) AS symbol, date_trunc('HOUR', moment) AS window_start,
    max_by(struct(close, trading_day), struct(moment, bar_start, symbol)) AS last,
    max(known_at) AS known_at
  FROM bars
  GROUP BY clock, source_feed, upper(symbol), date_trunc('HOUR', moment)
), pairs AS (
  SELECT *,
    max(struct(window_start, last, known_at)) OVER (
      PARTITION BY clock, source_feed, symbol ORDER BY unix_seconds(window_start)
      RANGE BETWEEN 86400 PRECEDING AND 1 PRECEDING) AS before
  FROM closes
), splits AS (
  SELECT symbol, sort_array(collect_list(struct(ex_day, known_at, version, ratio))) AS adjustments
  FROM reference.adjustments
  GROUP BY symbol
), known AS (
  SELECT p.*,
    filter(a.adjustments, s -> s.ex_day > p.before.last.trading_day AND s.ex_day <= p.last.trading_day
      AND s.known_at < CAST(
        date_add(greatest(to_date(p.window_start), p.last.trading_day), 1) AS TIMESTAMP)) AS passed
  FROM pairs AS p
  LEFT JOIN splits AS a ON a.symbol = p.symbol
), counting AS (
  -- Of what was said of one ex-day, the last.
  SELECT *, filter(passed, (s, i) -> coalesce(get(passed, i + 1).ex_day > s.ex_day, true)) AS splits
  FROM known
), returns AS (
  SELECT clock, source_feed, symbol, window_start,
    CAST(last.close / CAST(before.last.close / coalesce(
        aggregate(splits, CAST(1 AS DECIMAL(18,8)),
          (product, s) -> CAST(product * s.ratio AS DECIMAL(18,8))),
        CAST(1 AS DECIMAL(18,8))) AS DECIMAL(18,8)) - 1 AS DECIMAL(13,8)) AS return,
    greatest(known_at, before.known_at, array_max(transform(splits, s -> s.known_at))) AS known_at
  FROM counting
), moves AS (
  SELECT *,
    -- The last close before that of the next hour is that of this one.
    max(struct(return, known_at)) OVER (
      PARTITION BY clock, source_feed, symbol ORDER BY unix_seconds(window_start)
      RANGE BETWEEN 3600 FOLLOWING AND 3600 FOLLOWING) AS next
  FROM returns
), prices AS (
  SELECT clock, symbol, window_start, min_by(struct(*), source_feed) AS of
  FROM moves
  GROUP BY clock, symbol, window_start
)
SELECT to_date(s.window_start) AS day, s.clock, s.window_start + INTERVAL 1 HOUR AS event_time,
  greatest(s.known_at, s.week_known_at, p.of.known_at, p.of.next.known_at) AS known_at,
  s.symbol, s.window_start, s.texts, s.news, s.posts, s.mean_score, s.own_mean,
  CAST(s.mean_score - s.own_mean AS DECIMAL(18,12)) AS surprise,
  p.of.source_feed AS price_feed, p.of.return AS window_return, p.of.next.return AS next_return
FROM surprises AS s
LEFT JOIN prices AS p
  ON p.clock = s.clock AND p.symbol = s.symbol AND p.window_start = s.window_start
