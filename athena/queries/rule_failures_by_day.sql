-- What broke which rule, each of the last 30 UTC days, the most first.
SELECT day, feed, rule, action, failed, failed_percent
FROM marketlake.rule_failures_by_day
WHERE day > (SELECT max(day) FROM marketlake.rule_counts) - INTERVAL '30' DAY
ORDER BY day DESC, failed DESC, feed, rule
