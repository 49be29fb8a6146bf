CREATE EXTERNAL TABLE marketlake.sentiment LOCATION 's3://YOUR-BUCKET/lake/gold/sentiment/' TBLPROPERTIES ('table_type'='DELTA')
