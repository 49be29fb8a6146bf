package io.marketlake.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestSpark;
import io.marketlake.delta.CodeGeneration;
import java.util.List;
import java.util.Optional;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.LogicalRDD;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tier: unit. */
class GeneratedStepsTest {
  private final SparkSession session = TestSpark.session().newSession();

  @BeforeEach
  void interpreted() {
    CodeGeneration.choose(session, 0);
  }

  @Test
  void stepsOverAScanAreOnePieceOfCode() {
    Dataset<Row> rows =
        kept(0, 3).selectExpr("id", "explode(sequence(1, id)) AS n").filter("n % 2 = 1");

    GeneratedSteps steps = of(rows).orElseThrow();

    assertThat(made(steps, kept(3, 5), rows)).containsExactly("[3,1]", "[3,3]", "[4,1]", "[4,3]");
    assertThat(made(steps, kept(1, 1), rows)).isEmpty();
  }

  @Test
  void thereIsNoneWhereAStepIsInterpreted() {
    Dataset<Row> all = kept(0, 3).selectExpr("transform(array(id), x -> x + 1) AS next");

    assertThat(of(all)).isEmpty();
    assertThat(of(all.selectExpr("next[0] AS n").filter("n > 1"))).isEmpty();
  }

  private Optional<GeneratedSteps> of(Dataset<Row> rows) {
    return GeneratedSteps.of(rows.queryExecution().executedPlan(), session);
  }

  private List<String> made(GeneratedSteps steps, Dataset<Row> rows, Dataset<Row> like) {
    RDD<InternalRow> scanned = ((LogicalRDD) rows.queryExecution().analyzed()).rdd();
    return session
        .internalCreateDataFrame(steps.over(scanned), like.schema(), false)
        .collectAsList()
        .stream()
        .map(Row::toString)
        .toList();
  }

  private Dataset<Row> kept(long from, long until) {
    return session.range(from, until).toDF().localCheckpoint(false);
  }
}
