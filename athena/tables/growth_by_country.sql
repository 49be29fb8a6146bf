CREATE EXTERNAL TABLE marketlake.growth_by_country LOCATION 's3://YOUR-BUCKET/lake/gold/growth_by_country/' TBLPROPERTIES ('table_type'='DELTA')
