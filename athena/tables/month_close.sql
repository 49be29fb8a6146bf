CREATE EXTERNAL TABLE marketlake.month_close LOCATION 's3://YOUR-BUCKET/lake/gold/month_close/' TBLPROPERTIES ('table_type'='DELTA')
