-- How good the forecasts of each model were over the window up to each of the last 30 days, beside the
-- best baseline.
SELECT
  day,
  source_feed,
  "interval",
  horizon,
  model_version,
  judged,
  round(coverage, 3) AS coverage,
  round(accuracy, 4) AS accuracy,
  round(
    array_max(
      filter(
        ARRAY[majority_accuracy, persistence_accuracy, reversal_accuracy],
        x -> x IS NOT NULL)),
    4) AS best_baseline,
  round(brier, 4) AS brier
FROM marketlake.model_quality
WHERE period = 'window'
  AND judged > 0
  AND day > (SELECT max(day) FROM marketlake.model_quality) - INTERVAL '30' DAY
ORDER BY day DESC, source_feed, "interval", horizon, model_version
