package io.marketlake.job;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Repartition;
import org.apache.spark.sql.execution.LogicalRDD;

/** Rows as Spark computes them, in its own form: for what folds them without a plan. */
public final class InternalRows {
  private InternalRows() {}

  /**
   * A dataset's rows; kept ones need no plan to be read, nor to be put together. What reads them
   * may find the next row in the memory of the one before.
   */
  public static RDD<InternalRow> of(Dataset<Row> rows) {
    LogicalPlan plan = rows.queryExecution().analyzed();
    int partitions = Integer.MAX_VALUE;
    while (plan instanceof Repartition together && !together.shuffle()) {
      partitions = Math.min(partitions, together.numPartitions());
      plan = together.child();
    }
    if (!(plan instanceof LogicalRDD kept)) {
      return rows.queryExecution().toRdd();
    }
    JavaRDD<InternalRow> scan = kept.rdd().toJavaRDD();
    return (scan.getNumPartitions() > partitions ? scan.coalesce(partitions) : scan).rdd();
  }
}
