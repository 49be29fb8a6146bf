-- What broke which rule of a feed, each UTC day of known_at, and how much of what the rule judged.
CREATE OR REPLACE VIEW marketlake.rule_failures_by_day AS
SELECT
  day,
  feed,
  rule,
  action,
  sum(failed) AS failed,
  round(100e0 * sum(failed) / nullif(sum(passed + failed), 0), 3) AS failed_percent
FROM marketlake.rule_counts_utc
WHERE kind <> 'parser' OR rule = 'json'
GROUP BY day, feed, rule, action
HAVING sum(failed) > 0
