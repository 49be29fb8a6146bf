package io.marketlake.peers;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/** What Flink's SQL makes of the ticks, as its documentation would have it, on two cores. */
final class FlinkSql {
  private final String servers;
  private final String topic;
  private final long rows;

  FlinkSql(String servers, String topic, long rows) {
    this.servers = servers;
    this.topic = topic;
    this.rows = rows;
  }

  /** JSON -> Parquet. */
  long parquet(String folder) throws Exception {
    StreamTableEnvironment tables = tables();
    tables.executeSql(
        "CREATE TABLE parsed (symbol STRING, price DECIMAL(18, 8), volume DECIMAL(18, 6),"
            + " event_time TIMESTAMP_LTZ(3)) WITH ('connector' = 'filesystem', 'path' = 'file://"
            + folder
            + "', 'format' = 'parquet')");
    tables
        .executeSql("INSERT INTO parsed SELECT symbol, price, volume, `timestamp` FROM ticks")
        .await();
    return rows;
  }

  /** JSON -> one-minute bars, without indicators. */
  long bars(String folder) throws Exception {
    StreamTableEnvironment tables = tables();
    tables.executeSql(
        "CREATE TABLE bars (symbol STRING, bar_start TIMESTAMP(3), `open` DECIMAL(18, 8), high"
            + " DECIMAL(18, 8), low DECIMAL(18, 8), `close` DECIMAL(18, 8), volume DECIMAL(38, 6),"
            + " trade_count BIGINT) WITH ('connector' = 'filesystem', 'path' = 'file://"
            + folder
            + "', 'format' = 'parquet')");
    tables
        .executeSql(
            "INSERT INTO bars SELECT symbol, window_start, FIRST_VALUE(price), MAX(price),"
                + " MIN(price), LAST_VALUE(price), SUM(volume), COUNT(*) FROM TABLE(TUMBLE(TABLE"
                + " ticks, DESCRIPTOR(`timestamp`), INTERVAL '1' MINUTE)) GROUP BY symbol,"
                + " window_start, window_end")
        .await();
    return rows;
  }

  private StreamTableEnvironment tables() {
    StreamExecutionEnvironment environment = environment();
    StreamTableEnvironment tables = StreamTableEnvironment.create(environment);
    tables.executeSql(
        "CREATE TABLE ticks (symbol STRING, price DECIMAL(18, 8), volume DECIMAL(18, 6),"
            + " `timestamp` TIMESTAMP_LTZ(3), WATERMARK FOR `timestamp` AS `timestamp` - INTERVAL"
            + " '10' SECOND) WITH ('connector' = 'kafka', 'topic' = '"
            + topic
            + "', 'properties.bootstrap.servers' = '"
            + servers
            + "', 'scan.startup.mode' = 'earliest-offset', 'scan.bounded.mode' = 'latest-offset',"
            + " 'format' = 'json', 'json.timestamp-format.standard' = 'ISO-8601',"
            + " 'json.ignore-parse-errors' = 'true')");
    return tables;
  }

  /** A mini cluster of two slots that checkpoints as a live job would. */
  static StreamExecutionEnvironment environment() {
    Configuration settings = new Configuration();
    settings.setString("execution.runtime-mode", "STREAMING");
    settings.setString("execution.checkpointing.interval", "10 s");
    settings.setString("pipeline.object-reuse", "true");
    return StreamExecutionEnvironment.createLocalEnvironment(2, settings);
  }
}
