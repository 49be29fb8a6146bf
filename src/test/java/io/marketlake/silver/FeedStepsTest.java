package io.marketlake.silver;

import static org.assertj.core.api.Assertions.assertThat;

import io.marketlake.feature.company.CompanyLookup;
import io.marketlake.schema.Feed;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tier: unit. */
class FeedStepsTest {
  private final Broadcast<CompanyLookup> reference = SilverRun.reference(SilverRun.HISTORY);

  @ParameterizedTest
  @ValueSource(strings = {"ticks", "trades", "news", "posts"})
  void ofKeptRowsAreEachOnePlanThatIsKept(String name) {
    Feed feed = SilverRun.feed(name);
    Dataset<Row> bronze = SilverRun.noBronze().localCheckpoint();
    FeedSteps usual = FeedSteps.of(feed, reference);
    FeedSteps kept = FeedSteps.kept(feed, reference);

    Dataset<Row> judged = kept.judged().apply(bronze);
    assertThat(judged.schema()).isEqualTo(usual.judged().apply(bronze).schema());
    assertThat(planOf(judged)).doesNotContain("Project", "Filter", "Generate");

    if (!UniqueRules.of(SilverRun.feed(name)).isEmpty()) {
      often(kept.narrowed(), judged.localCheckpoint());
    }
    Dataset<Row> rows = kept.narrowed().apply(judged).localCheckpoint();
    for (List<UnaryOperator<Dataset<Row>>> step :
        List.of(
            List.of(kept.accepted(), usual.accepted()),
            List.of(kept.rejected(), usual.rejected()),
            List.of(kept.counted(), usual.counted()))) {
      Dataset<Row> made = step.get(0).apply(rows);
      assertThat(made.schema()).isEqualTo(step.get(1).apply(rows).schema());
      assertThat(planOf(made)).doesNotContain("Project", "Filter", "Generate");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ticks", "trades", "news", "posts"})
  void thatAreTakenOftenAreEachOnePieceOfCode(String name) {
    Dataset<Row> bronze = SilverRun.noBronze().localCheckpoint();
    FeedSteps kept = FeedSteps.kept(SilverRun.feed(name), reference);

    Dataset<Row> judged = often(kept.judged(), bronze);
    Dataset<Row> rows = kept.narrowed().apply(judged).localCheckpoint();
    for (UnaryOperator<Dataset<Row>> step :
        List.of(kept.accepted(), kept.rejected(), kept.counted())) {
      often(step, rows);
    }
  }

  private static Dataset<Row> often(UnaryOperator<Dataset<Row>> step, Dataset<Row> rows) {
    Dataset<Row> made = step.apply(rows);
    for (int i = 0; i < 10; i++) {
      made = step.apply(rows);
    }
    assertThat(made.queryExecution().toRdd().toDebugString()).contains("GeneratedSteps.java");
    return made;
  }

  private static String planOf(Dataset<Row> rows) {
    return rows.queryExecution().optimizedPlan().toString();
  }
}
