package io.marketlake.delta;

import io.marketlake.schema.BronzeEvents;
import io.marketlake.schema.Table;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.ProjectingInternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.stats.DeltaJobStatisticsTracker;
import org.apache.spark.sql.delta.stats.DeltaTaskStatisticsTracker;
import org.apache.spark.sql.execution.datasources.OutputWriter;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Predef$;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * How rows become files of a table, by Delta's own Parquet writer and statistics. It holds for one
 * state of the table's metadata, and is sent to those who write once.
 */
final class TableFormat implements Serializable {
  @Serial private static final long serialVersionUID = 1;

  private final String root;
  private final StructType data;
  private final int[] dataColumns;
  private final List<PartitionColumn> partitionedBy;
  private final int knownAt;
  private final OutputWriterFactory writers;
  private final SerializableConfiguration configuration;
  private final @Nullable DeltaJobStatisticsTracker statistics;
  private transient volatile @Nullable JobConf jobConf;

  /** A column that a table is partitioned by: of strings, or of dates. */
  record PartitionColumn(String name, int position, DataType type) implements Serializable {}

  private TableFormat(
      String root,
      Table table,
      OutputWriterFactory writers,
      Configuration configuration,
      @Nullable DeltaJobStatisticsTracker statistics) {
    this.root = root;
    StructType whole = table.structType();
    this.data = dataOf(table);
    this.dataColumns = Stream.of(data.fieldNames()).mapToInt(whole::fieldIndex).toArray();
    this.partitionedBy =
        table.partitionedBy().stream()
            .map(
                name ->
                    new PartitionColumn(name, whole.fieldIndex(name), whole.apply(name).dataType()))
            .toList();
    this.knownAt = whole.fieldIndex(BronzeEvents.KNOWN_AT);
    this.writers = writers;
    this.configuration = new SerializableConfiguration(configuration);
    this.statistics = statistics;
  }

  /** Of a table as a transaction sees it. */
  static TableFormat of(
      SparkSession spark, DeltaLog log, Table table, OptimisticTransaction transaction) {
    try {
      Job job = Job.getInstance(log.newDeltaHadoopConf());
      OutputWriterFactory writers =
          log.fileFormat(transaction.protocol(), transaction.metadata())
              .prepareWrite(
                  spark, job, scala.collection.immutable.Map$.MODULE$.empty(), dataOf(table));
      Seq<Attribute> columns =
          JavaConverters.asScalaBuffer(
                  List.<Attribute>copyOf(
                      JavaConverters.seqAsJavaList(DataTypeUtils.toAttributes(table.structType()))))
              .toSeq();
      Option<DeltaJobStatisticsTracker> statistics =
          transaction
              .getOptionalStatsTrackerAndStatsCollection(
                  columns,
                  log.dataPath(),
                  transaction.metadata().partitionSchema(),
                  spark.createDataFrame(List.of(), table.structType()))
              ._1();
      return new TableFormat(
          log.dataPath().toString(),
          table,
          writers,
          job.getConfiguration(),
          statistics.isDefined() ? statistics.get() : null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static StructType dataOf(Table table) {
    return new StructType(
        Stream.of(table.structType().fields())
            .filter(field -> !table.partitionedBy().contains(field.name()))
            .toArray(StructField[]::new));
  }

  List<PartitionColumn> partitionedBy() {
    return partitionedBy;
  }

  /** Where a row of the table has its {@code known_at}. */
  int knownAt() {
    return knownAt;
  }

  Path path(String relative) {
    return new Path(root, relative);
  }

  /** A view of what a file has of a row: all but what it is partitioned by. */
  ProjectingInternalRow dataRow() {
    return new ProjectingInternalRow(data, Predef$.MODULE$.wrapIntArray(dataColumns));
  }

  /** What a file's name ends with, by its compression. */
  String extension() {
    return writers.getFileExtension(context());
  }

  OutputWriter open(Path path) {
    return writers.newInstance(path.toString(), data, context());
  }

  /** What gathers Delta's statistics of the files of a task; null where the session has none. */
  @Nullable DeltaTaskStatisticsTracker statistics() {
    return statistics == null ? null : (DeltaTaskStatisticsTracker) statistics.newTaskInstance();
  }

  JobConf conf() {
    JobConf conf = jobConf;
    if (conf == null) {
      conf = new JobConf(configuration.value());
      jobConf = conf;
    }
    return conf;
  }

  private TaskAttemptContextImpl context() {
    return new TaskAttemptContextImpl(conf(), new TaskAttemptID());
  }
}
