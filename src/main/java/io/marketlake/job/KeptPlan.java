package io.marketlake.job;

import java.util.List;
import java.util.Optional;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.sql.execution.RDDScanExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag$;

/**
 * A stage whose plan is made once and run for one micro-batch after the other: of few rows Spark
 * plans a stage longer than it runs it. For stages that take row by row, over rows that are kept,
 * of whose own plan nothing is left but a scan; over others, and where the plan is more than steps
 * over one scan, the stage is planned as ever.
 *
 * <p>The first runs of a plan are interpreted; one that goes on being run gets code, once.
 *
 * <p>Not safe for several threads at once.
 */
public final class KeptPlan {
  /** Code takes tenths of a second to make, which a query that has just begun has no time for. */
  private static final int INTERPRETED_RUNS = 5;

  private final Stage stage;
  private @Nullable Planned planned;

  public KeptPlan(Stage stage) {
    this.stage = stage;
  }

  /** What the stage makes of rows. */
  public Dataset<Row> over(Dataset<Row> rows) {
    if (!(rows.queryExecution().analyzed() instanceof LogicalRDD scan)) {
      return stage.apply(rows);
    }
    Planned current = planned;
    if (current == null || !current.isFor(rows)) {
      current = Planned.of(stage, rows.sparkSession(), rows.schema());
      planned = current;
    }
    return current.isChain() ? current.over(scan.rdd()) : stage.apply(rows);
  }

  private static final class Planned {
    private final SparkSession session;
    private final StructType input;
    private final SparkPlan plan;
    private final StructType output;
    private int runs;
    private Optional<GeneratedSteps> generated = Optional.empty();

    private Planned(SparkSession session, StructType input, SparkPlan plan, StructType output) {
      this.session = session;
      this.input = input;
      this.plan = plan;
      this.output = output;
    }

    static Planned of(Stage stage, SparkSession session, StructType input) {
      RDD<InternalRow> none =
          session.sparkContext().emptyRDD(ClassTag$.MODULE$.apply(InternalRow.class));
      Dataset<Row> rows = stage.apply(session.internalCreateDataFrame(none, input, false));
      SparkPlan plan = rows.queryExecution().executedPlan();
      return new Planned(session, input, plan, rows.schema());
    }

    boolean isFor(Dataset<Row> rows) {
      return session == rows.sparkSession() && input.equals(rows.schema());
    }

    boolean isChain() {
      SparkPlan step = plan;
      while (step.children().size() == 1) {
        step = step.children().head();
      }
      return step instanceof RDDScanExec;
    }

    Dataset<Row> over(RDD<InternalRow> rows) {
      runs++;
      if (runs == INTERPRETED_RUNS + 1) {
        generated = GeneratedSteps.of(plan, session);
      }
      RDD<InternalRow> made =
          generated.map(steps -> steps.over(rows)).orElseGet(() -> scanning(rows, plan).execute());
      Dataset<Row> result = session.internalCreateDataFrame(made, output, false);
      // So that Spark knows, and shuffles nothing that comes of it.
      return rows.getNumPartitions() == 1 ? result.coalesce(1) : result;
    }

    /** The plan with other rows in the place of those that it scans. */
    private static SparkPlan scanning(RDD<InternalRow> rows, SparkPlan plan) {
      return plan instanceof RDDScanExec scan
          ? new RDDScanExec(
              scan.output(), rows, scan.name(), scan.outputPartitioning(), scan.outputOrdering())
          : plan.withNewChildren(
              JavaConverters.asScalaBuffer(List.of(scanning(rows, plan.children().head())))
                  .toSeq());
    }
  }
}
