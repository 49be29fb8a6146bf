CREATE EXTERNAL TABLE marketlake.buy_sell_mix LOCATION 's3://YOUR-BUCKET/lake/gold/buy_sell_mix/' TBLPROPERTIES ('table_type'='DELTA')
