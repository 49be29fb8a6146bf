package io.marketlake.peers;

import java.io.IOException;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.fs.Path;
import org.apache.flink.formats.parquet.row.ParquetRowDataBuilder;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.DoubleType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.TimestampType;
import org.apache.flink.table.types.logical.VarCharType;
import org.apache.flink.util.Collector;
import org.apache.hadoop.conf.Configuration;

/**
 * Flink's DataStream API with Jackson's streaming parser, as somebody who wants speed writes it.
 */
final class FlinkJob {
  private static final LogicalType TEXT = new VarCharType(VarCharType.MAX_LENGTH);
  private static final LogicalType NUMBER = new DoubleType();
  private static final RowType PARSED =
      RowType.of(
          new LogicalType[] {TEXT, NUMBER, NUMBER, new TimestampType(3)},
          new String[] {"symbol", "price", "volume", "event_time"});
  private static final RowType BARS =
      RowType.of(
          new LogicalType[] {
            TEXT,
            new TimestampType(3),
            NUMBER,
            NUMBER,
            NUMBER,
            NUMBER,
            NUMBER,
            new BigIntType(),
            NUMBER,
            NUMBER,
            NUMBER,
            NUMBER,
            NUMBER,
            NUMBER,
            NUMBER
          },
          new String[] {
            "symbol",
            "bar_start",
            "open",
            "high",
            "low",
            "close",
            "volume",
            "trade_count",
            "ema_12",
            "ema_26",
            "macd",
            "macd_signal",
            "rsi_14",
            "sma_20",
            "deviation_20"
          });

  private final String servers;
  private final String topic;
  private final long rows;

  FlinkJob(String servers, String topic, long rows) {
    this.servers = servers;
    this.topic = topic;
    this.rows = rows;
  }

  /** JSON -> Parquet. */
  long parquet(String folder) throws Exception {
    StreamExecutionEnvironment environment = FlinkSql.environment();
    DataStream<RowData> parsed =
        ticks(environment)
            .map(
                tick ->
                    (RowData)
                        GenericRowData.of(
                            StringData.fromString(tick.symbol),
                            tick.price,
                            tick.volume,
                            TimestampData.fromEpochMillis(tick.time)))
            .returns(InternalTypeInfo.of(PARSED));
    parsed.sinkTo(sink(folder, PARSED));
    environment.execute("parquet");
    return rows;
  }

  /** JSON -> one-minute bars with indicators, a keyed state a symbol. */
  long bars(String folder) throws Exception {
    StreamExecutionEnvironment environment = FlinkSql.environment();
    DataStream<RowData> bars =
        ticks(environment)
            .keyBy(tick -> tick.symbol)
            .process(new Folding())
            .returns(InternalTypeInfo.of(BARS));
    bars.sinkTo(sink(folder, BARS));
    environment.execute("bars");
    return rows;
  }

  private DataStream<Tick> ticks(StreamExecutionEnvironment environment) {
    KafkaSource<Tick> source =
        KafkaSource.<Tick>builder()
            .setBootstrapServers(servers)
            .setTopics(topic)
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setBounded(OffsetsInitializer.latest())
            .setValueOnlyDeserializer(new Parsing())
            .build();
    return environment.fromSource(source, WatermarkStrategy.noWatermarks(), "ticks");
  }

  private static FileSink<RowData> sink(String folder, RowType type) {
    return FileSink.forBulkFormat(
            new Path("file://" + folder),
            ParquetRowDataBuilder.createWriterFactory(type, new Configuration(), true))
        .build();
  }

  private static final class Parsing implements DeserializationSchema<Tick> {
    private static final long serialVersionUID = 1L;

    @Override
    public Tick deserialize(byte[] value) throws IOException {
      return Tick.read(value);
    }

    @Override
    public boolean isEndOfStream(Tick tick) {
      return false;
    }

    @Override
    public TypeInformation<Tick> getProducedType() {
      return TypeInformation.of(Tick.class);
    }
  }

  /** A bar ends with the symbol's first tick of a later minute; older ticks are left out. */
  private static final class Folding extends KeyedProcessFunction<String, Tick, RowData> {
    private static final long serialVersionUID = 1L;

    private transient ValueState<Bar> state;

    @Override
    public void open(OpenContext context) {
      state = getRuntimeContext().getState(new ValueStateDescriptor<>("bar", Bar.class));
    }

    @Override
    public void processElement(Tick tick, Context context, Collector<RowData> out)
        throws Exception {
      Bar bar = state.value();
      if (bar == null) {
        bar = new Bar();
        bar.begin(tick);
      }
      long start = Bar.startOf(tick.time);
      if (start < bar.start) {
        return;
      }
      if (start > bar.start) {
        out.collect(row(context.getCurrentKey(), bar));
        bar.begin(tick);
      }
      bar.add(tick);
      state.update(bar);
    }

    private static RowData row(String symbol, Bar bar) {
      GenericRowData row = new GenericRowData(BARS.getFieldCount());
      row.setField(0, StringData.fromString(symbol));
      row.setField(1, TimestampData.fromEpochMillis(bar.start));
      row.setField(2, bar.open);
      row.setField(3, bar.high);
      row.setField(4, bar.low);
      row.setField(5, bar.close);
      row.setField(6, bar.volume);
      row.setField(7, bar.count);
      double[] indicators = bar.indicators();
      for (int i = 0; i < indicators.length; i++) {
        row.setField(8 + i, indicators[i]);
      }
      return row;
    }
  }
}
