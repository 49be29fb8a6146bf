CREATE EXTERNAL TABLE marketlake.symbol_kpis LOCATION 's3://YOUR-BUCKET/lake/gold/symbol_kpis/' TBLPROPERTIES ('table_type'='DELTA')
