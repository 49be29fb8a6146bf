-- name: highest_average_volume
-- key: day, source_feed, symbol
-- grain: a symbol on a day of its feed, if it traded in the 30 days up to it
-- lookback: 29
-- doc: The average daily volume of each symbol over the 30 days that end with a day, ranked. It is
--    the average of the days on which the symbol traded: one that traded on few days ranks by these
--    alone. Where that is not wanted, average_volume * days_traded / days_open counts its other days
--    as 0.
-- column: day | date | - | the last day of the window; one on which any symbol of the feed traded | gold.symbol_day.day
-- column: event_time | timestamp | - | when the newest event of the symbol in the window happened | gold.symbol_day.event_time
-- column: known_at | timestamp | - | when the last event of any symbol in the window could be known | gold.symbol_day.known_at
-- column: source_feed | string | - | the feed whose events it is made of | gold.symbol_day.source_feed
-- column: symbol | string | - | ticker symbol | gold.symbol_day.symbol
-- column: days_traded | bigint | days | days of the window on which it traded | gold.symbol_day.day
-- column: days_open | bigint | days | days of the window on which any symbol of the feed traded | gold.symbol_day.day
-- column: average_volume | decimal(38,6) | shares or units a day | its volume in the window / days_traded | gold.symbol_day.volume
-- column: greatest_volume | decimal(38,6) | shares or units | volume of its greatest day in the window | gold.symbol_day.volume
-- column: place | int | rank, from 1 | 1 for the highest average of the feed; equal ones have one place | gold.symbol_day.volume

WITH ends AS (
  SELECT day, source_feed,
    count(*) OVER (
      PARTITION BY source_feed ORDER BY unix_date(day) RANGE BETWEEN 29 PRECEDING AND CURRENT ROW)
      AS days_open
  FROM (SELECT DISTINCT day, source_feed FROM gold.symbol_day)
), days AS (
  -- A day is in the windows that end with it or with one of the 29 days after it.
  SELECT source_feed, symbol, event_time, known_at, volume, last_day
  FROM gold.symbol_day
  LATERAL VIEW explode(sequence(day, date_add(day, 29))) AS last_day
), windows AS (
  SELECT e.day, e.source_feed, d.symbol,
    max(d.event_time) AS event_time,
    max(d.known_at) AS known_at,
    count(*) AS days_traded,
    e.days_open,
    CAST(sum(CAST(d.volume AS DECIMAL(28,6))) / count(*) AS DECIMAL(38,6)) AS average_volume,
    max(d.volume) AS greatest_volume
  FROM ends AS e
  JOIN days AS d ON d.source_feed = e.source_feed AND d.last_day = e.day
  GROUP BY e.day, e.source_feed, d.symbol, e.days_open
)
SELECT day, event_time, max(known_at) OVER (PARTITION BY day, source_feed) AS known_at,
  source_feed, symbol, days_traded, days_open, average_volume, greatest_volume,
  rank() OVER (PARTITION BY day, source_feed ORDER BY average_volume DESC) AS place
FROM windows
