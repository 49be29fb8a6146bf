package io.marketlake.bars;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import scala.collection.JavaConverters;

/** In which order rows are read. */
final class ReadOrder {
  private ReadOrder() {}

  /**
   * Whether rows come in the order of what they are read from, files or kept rows: a task that is
   * run again, or another pass, finds them in the same one. What goes through a shuffle comes as it
   * arrives.
   */
  static boolean isThatOfItsSource(Dataset<Row> rows) {
    return isKept(rows.queryExecution().optimizedPlan());
  }

  private static boolean isKept(LogicalPlan plan) {
    return plan instanceof LogicalRelation
        || plan instanceof LogicalRDD
        || ((plan instanceof Project || plan instanceof Filter || plan instanceof Union)
            && JavaConverters.seqAsJavaList(plan.children()).stream().allMatch(ReadOrder::isKept));
  }
}
