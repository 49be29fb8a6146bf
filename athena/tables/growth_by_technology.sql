CREATE EXTERNAL TABLE marketlake.growth_by_technology LOCATION 's3://YOUR-BUCKET/lake/gold/growth_by_technology/' TBLPROPERTIES ('table_type'='DELTA')
