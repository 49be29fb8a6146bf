CREATE EXTERNAL TABLE marketlake.symbol_day LOCATION 's3://YOUR-BUCKET/lake/gold/symbol_day/' TBLPROPERTIES ('table_type'='DELTA')
