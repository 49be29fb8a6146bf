SELECT day, feed, rule, action, failed, round(failed * 100.0 / judged, 3) AS failed_percent
FROM (
  SELECT day, feed, rule, action, sum(failed) AS failed, sum(passed) + sum(failed) AS judged
  FROM gold.rule_counts WHERE NOT (kind = 'parser' AND rule <> 'json')
  GROUP BY day, feed, rule, action)
WHERE failed > 0
