SELECT bar.*
FROM silver.bars AS bar
JOIN (
  SELECT source_feed, symbol, bar_start, max(revision) AS revision
  FROM silver.bars
  WHERE interval = '1m'
  GROUP BY source_feed, symbol, bar_start) AS newest
  ON newest.source_feed = bar.source_feed AND newest.symbol = bar.symbol
  AND newest.bar_start = bar.bar_start AND newest.revision = bar.revision
WHERE bar.interval = '1m' AND bar.trade_count <> 0
