-- What texts of an hour said of a symbol, beside what its price did in that hour and the next. Twice: by when texts and bars happened (clock event_time), and by when they could be known (clock known_at), which is what a trader saw; there, bars are as they were first written. Left out on that clock is what was known more than a day before it happened, texts that were known more than two days after it (one with a date alone is known a day after that date begins), and bars that were known more than a day after it. Returns take splits out as symbol_growth does: those after the date of the feed's calendar of the earlier price, up to that of the later one. Times are in UTC. Made by scripts/docs.sh.
CREATE OR REPLACE VIEW marketlake.symbol_sentiment_utc AS
SELECT
  "day",
  "clock",
  CAST("event_time" AT TIME ZONE 'UTC' AS timestamp) AS "event_time",
  CAST("known_at" AT TIME ZONE 'UTC' AS timestamp) AS "known_at",
  "symbol",
  CAST("window_start" AT TIME ZONE 'UTC' AS timestamp) AS "window_start",
  "texts",
  "news",
  "posts",
  "mean_score",
  "own_mean",
  "surprise",
  "price_feed",
  "window_return",
  "next_return"
FROM marketlake.symbol_sentiment
