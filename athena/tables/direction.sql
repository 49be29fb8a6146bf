CREATE EXTERNAL TABLE marketlake.direction LOCATION 's3://YOUR-BUCKET/lake/gold/direction/' TBLPROPERTIES ('table_type'='DELTA')
