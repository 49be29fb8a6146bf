CREATE EXTERNAL TABLE marketlake.alerts LOCATION 's3://YOUR-BUCKET/lake/gold/alerts/' TBLPROPERTIES ('table_type'='DELTA')
