SELECT * FROM gold.alerts_current
