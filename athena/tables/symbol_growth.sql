CREATE EXTERNAL TABLE marketlake.symbol_growth LOCATION 's3://YOUR-BUCKET/lake/gold/symbol_growth/' TBLPROPERTIES ('table_type'='DELTA')
