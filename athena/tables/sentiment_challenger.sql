CREATE EXTERNAL TABLE marketlake.sentiment_challenger LOCATION 's3://YOUR-BUCKET/lake/gold/sentiment_challenger/' TBLPROPERTIES ('table_type'='DELTA')
