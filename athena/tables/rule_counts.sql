CREATE EXTERNAL TABLE marketlake.rule_counts LOCATION 's3://YOUR-BUCKET/lake/gold/rule_counts/' TBLPROPERTIES ('table_type'='DELTA')
