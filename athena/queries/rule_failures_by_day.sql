SELECT
  day,
  feed,
  rule,
  action,
  sum(failed) AS failed,
  round(100.0 * sum(failed) / nullif(sum(passed + failed), 0), 3) AS failed_percent
FROM marketlake.rule_counts
WHERE kind <> 'parser' OR rule = 'json'
GROUP BY day, feed, rule, action
HAVING sum(failed) > 0
ORDER BY day DESC, failed DESC
