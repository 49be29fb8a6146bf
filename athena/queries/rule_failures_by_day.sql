-- What broke which rule, each UTC day, the most first.
SELECT day, feed, rule, action, failed, failed_percent
FROM marketlake.rule_failures_by_day
ORDER BY day DESC, failed DESC, feed, rule
