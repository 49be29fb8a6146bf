-- Of each forecast what is known of it now: its outcome where there is one.
CREATE OR REPLACE VIEW marketlake.direction_current AS
SELECT
  said."day",
  said."event_time",
  said."known_at",
  said."kind",
  said."source_feed",
  said."symbol",
  said."interval",
  said."bar_start",
  said."bar_end",
  said."horizon",
  said."bar_known_at",
  said."target_start",
  said."target_end",
  said."model_version",
  said."p_up",
  said."features",
  said."features_version",
  said."trend",
  said."majority",
  said."late_ms",
  said."entry",
  said."exit",
  said."outcome",
  said."realised_return",
  said."ingested_at"
FROM marketlake.direction_utc AS said
LEFT JOIN (
  SELECT DISTINCT day, source_feed, symbol, "interval", bar_start, horizon
  FROM marketlake.direction_utc
  WHERE kind = 'outcome'
) AS known
  ON known.day = said.day
  AND known.source_feed = said.source_feed
  AND known.symbol = said.symbol
  AND known."interval" = said."interval"
  AND known.bar_start = said.bar_start
  AND known.horizon = said.horizon
  AND said.kind <> 'outcome'
WHERE known.day IS NULL
