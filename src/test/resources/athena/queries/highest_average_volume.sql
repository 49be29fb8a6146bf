SELECT day, source_feed, place, symbol, days_traded, average_volume, greatest_volume
FROM (SELECT *, max(day) OVER (PARTITION BY source_feed) AS newest FROM gold.highest_average_volume
    WHERE day > date_sub((SELECT max(day) FROM gold.highest_average_volume), 30))
WHERE day = newest AND place <= 50
ORDER BY source_feed, place, symbol
