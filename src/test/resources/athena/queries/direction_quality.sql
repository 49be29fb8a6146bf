SELECT day, source_feed, interval, horizon, model_version, judged, round(coverage, 3) AS coverage,
  round(accuracy, 4) AS accuracy,
  round(greatest(majority_accuracy, persistence_accuracy, reversal_accuracy), 4) AS best_baseline,
  round(brier, 4) AS brier
FROM gold.model_quality
WHERE period = 'window' AND judged > 0
  AND day > date_sub((SELECT max(day) FROM gold.model_quality), 30)
ORDER BY day DESC, source_feed, interval, horizon, model_version
