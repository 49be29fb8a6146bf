CREATE EXTERNAL TABLE marketlake.highest_average_volume LOCATION 's3://YOUR-BUCKET/lake/gold/highest_average_volume/' TBLPROPERTIES ('table_type'='DELTA')
