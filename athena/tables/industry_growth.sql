CREATE EXTERNAL TABLE marketlake.industry_growth LOCATION 's3://YOUR-BUCKET/lake/gold/industry_growth/' TBLPROPERTIES ('table_type'='DELTA')
