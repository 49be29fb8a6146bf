CREATE EXTERNAL TABLE marketlake.model_quality LOCATION 's3://YOUR-BUCKET/lake/gold/model_quality/' TBLPROPERTIES ('table_type'='DELTA')
