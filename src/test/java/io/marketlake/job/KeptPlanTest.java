package io.marketlake.job;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.TestSpark;
import io.marketlake.delta.CodeGeneration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tier: unit. */
class KeptPlanTest {
  private final SparkSession session = TestSpark.session().newSession();
  private final AtomicInteger planned = new AtomicInteger();
  private final KeptPlan evenSquares =
      new KeptPlan(
          rows -> {
            planned.incrementAndGet();
            return rows.filter("id % 2 = 0").withColumn("square", col("id").multiply(col("id")));
          });

  @BeforeEach
  void interpreted() {
    CodeGeneration.choose(session, 0);
  }

  @Test
  void oneMicroBatchAfterTheOtherIsRunByThePlanOfTheFirst() {
    assertThat(squares(kept(0, 5))).containsExactly("[0,0]", "[2,4]", "[4,16]");
    assertThat(squares(kept(5, 9))).containsExactly("[6,36]", "[8,64]");
    assertThat(squares(kept(1, 2))).isEmpty();
    assertThat(planned).hasValue(1);
  }

  @Test
  void aPlanThatIsRunOftenGoesOnAsCode() {
    for (int i = 0; i < 8; i++) {
      assertThat(squares(kept(i, i + 3)))
          .containsExactlyElementsOf(
              i % 2 == 0 ? List.of(square(i), square(i + 2)) : List.of(square(i + 1)));
    }
    assertThat(planned).hasValue(1);
  }

  @Test
  void stepsThatSparkMakesNoCodeOfStayInterpreted() {
    KeptPlan interpreted =
        new KeptPlan(rows -> rows.selectExpr("transform(array(id), x -> x + 1)[0] AS next"));

    for (int i = 0; i < 10; i++) {
      assertThat(interpreted.over(kept(i, i + 1)).first().getLong(0)).isEqualTo(i + 1);
    }
  }

  @Test
  void whatItGivesMayBeReadAgain() {
    Dataset<Row> first = evenSquares.over(kept(0, 3));
    Dataset<Row> second = evenSquares.over(kept(3, 5));

    assertThat(first.union(second).filter("square > 0").count()).isEqualTo(2);
    assertThat(first.schema())
        .isEqualTo(
            session.range(1).toDF().withColumn("square", col("id").multiply(col("id"))).schema());
    assertThat(first.count()).isEqualTo(2);
  }

  @Test
  void otherColumnsOrAnotherSessionArePlannedAnew() {
    squares(kept(0, 5));
    Dataset<Row> others =
        session.range(4).selectExpr("'a' AS text", "CAST(id AS INT) AS id").localCheckpoint();
    assertThat(squares(others)).containsExactly("[a,0,0]", "[a,2,4]");
    assertThat(planned).hasValue(2);

    Dataset<Row> elsewhere = session.newSession().range(3).toDF().localCheckpoint();
    assertThat(squares(elsewhere)).containsExactly("[0,0]", "[2,4]");
    assertThat(planned).hasValue(3);
  }

  @Test
  void rowsThatAreNotKeptArePlannedAsEver() {
    assertThat(squares(session.range(3).toDF())).containsExactly("[0,0]", "[2,4]");
    assertThat(squares(session.range(5).toDF())).containsExactly("[0,0]", "[2,4]", "[4,16]");
    assertThat(planned).hasValue(2);
  }

  @Test
  void aPlanThatIsNoChainOfStepsIsMadeAsEver() {
    KeptPlan twice = new KeptPlan(rows -> rows.union(rows));

    assertThat(twice.over(kept(0, 2)).count()).isEqualTo(4);
    assertThat(twice.over(kept(0, 3)).count()).isEqualTo(6);
  }

  private static String square(long id) {
    return "[" + id + "," + id * id + "]";
  }

  private Dataset<Row> kept(long from, long until) {
    return session.range(from, until).toDF().localCheckpoint(false);
  }

  private List<String> squares(Dataset<Row> rows) {
    return evenSquares.over(rows).collectAsList().stream().map(Row::toString).sorted().toList();
  }
}
