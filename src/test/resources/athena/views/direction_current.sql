SELECT * FROM gold.direction_current
