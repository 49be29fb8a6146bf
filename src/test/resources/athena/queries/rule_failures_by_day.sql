SELECT day, feed, rule, action, sum(failed) AS failed,
  round(100.0 * sum(failed) / (sum(failed) + sum(passed)), 3) AS failed_percent
FROM gold.rule_counts
WHERE (rule = 'json' OR kind <> 'parser') AND day > date_sub((SELECT max(day) FROM gold.rule_counts), 30)
GROUP BY day, feed, rule, action HAVING failed > 0
ORDER BY day DESC, failed DESC, feed, rule
