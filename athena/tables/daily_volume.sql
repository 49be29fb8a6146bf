CREATE EXTERNAL TABLE marketlake.daily_volume LOCATION 's3://YOUR-BUCKET/lake/gold/daily_volume/' TBLPROPERTIES ('table_type'='DELTA')
