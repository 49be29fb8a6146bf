CREATE EXTERNAL TABLE marketlake.symbol_sentiment LOCATION 's3://YOUR-BUCKET/lake/gold/symbol_sentiment/' TBLPROPERTIES ('table_type'='DELTA')
