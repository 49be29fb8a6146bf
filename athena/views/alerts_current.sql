-- The newest step of each alert.
CREATE OR REPLACE VIEW marketlake.alerts_current AS
SELECT
  step."day",
  step."event_time",
  step."known_at",
  step."alert_id",
  step."number",
  step."step",
  step."rule",
  step."subject",
  step."value",
  step."threshold",
  step."sentence",
  step."causes"
FROM marketlake.alerts_utc AS step
JOIN (
  SELECT alert_id, max(number) AS number
  FROM marketlake.alerts_utc
  GROUP BY alert_id
) AS newest ON newest.alert_id = step.alert_id AND newest.number = step.number
