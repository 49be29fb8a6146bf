-- name: industry_growth
-- key: day, source_feed, industry
-- grain: an industry's day on a feed
-- lookback: 0
-- doc: Growth of industries a day, equal- and volume-weighted: what a heatmap shows.
-- column: day | date | - | the day: a date of the feed's calendar, UTC unless it names one | gold.symbol_growth.day
-- column: event_time | timestamp | - | when the newest event of any of its companies happened | gold.symbol_growth.event_time
-- column: known_at | timestamp | - | when the last event that it holds could be known | gold.symbol_growth.known_at
-- column: source_feed | string | - | the feed whose prices it is made of | gold.symbol_growth.source_feed
-- column: industry | string | - | industry of the companies; unknown for symbols without one | reference.companies.industry
-- column: companies | bigint | companies | symbols with a growth that day | gold.symbol_growth.growth
-- column: growing | bigint | companies | those of them whose growth is above 0 | gold.symbol_growth.growth
-- column: falling | bigint | companies | those of them whose growth is below 0 | gold.symbol_growth.growth
-- column: share_growing | decimal(9,8) | fraction | growing / companies | gold.symbol_growth.growth
-- column: mean_growth | decimal(13,8) | fraction | mean of their growths, each company counting the same | gold.symbol_growth.growth
-- column: volume_weighted_growth | decimal(13,8) | fraction | mean of their growths, weighted by volume; null where none has any | gold.symbol_growth.growth, volume
-- column: volume | decimal(38,6) | shares or units | sum of their volumes | gold.symbol_growth.volume

SELECT day, event_time, known_at, source_feed, name AS industry, companies, growing, falling,
  share_growing, mean_growth, volume_weighted_growth, volume
FROM gold.group_growth
WHERE grouping = 'industry'
