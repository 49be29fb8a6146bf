package io.marketlake.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marketlake.TestSpark;
import io.marketlake.error.ErrorCode;
import io.marketlake.error.PipelineException;
import io.marketlake.error.StorageErrors;
import io.marketlake.schema.GoldSentiment;
import io.marketlake.schema.Table;
import io.marketlake.storage.LakeLocation;
import io.marketlake.storage.S3Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A table that was fenced takes nothing more from an earlier holder.
 *
 * <p>Tier: CI.
 */
class FenceTest {
  private static final Table TABLE = GoldSentiment.TABLE;
  private static final String UNIT = "gold/news";

  @TempDir private Path folder;
  private LakeTables tables;

  @BeforeEach
  void makeTable() {
    Lake lake =
        Lake.open(TestSpark.session(), LakeLocation.of(folder.toString(), S3Settings.AMAZON));
    tables = lake.tables();
    tables.ensure(TABLE);
  }

  private LakeTables heldUnder(long number) {
    return tables.behind(new Fence(Map.of(UNIT, number), () -> {}));
  }

  private static Dataset<Row> rows() {
    return TestSpark.session()
        .range(1)
        .selectExpr(
            List.of(TABLE.structType().fields()).stream()
                .map(f -> "CAST(NULL AS " + f.dataType().sql() + ") AS `" + f.name() + "`")
                .toArray(String[]::new));
  }

  private static Commit commit(long batch) {
    return new Commit("a-checkpoint", batch, "range " + batch);
  }

  @Test
  void anEarlierHolderCannotAppendOnceTheTableIsFenced() {
    LakeTables old = heldUnder(1);
    assertThat(old.append(TABLE, rows(), commit(0))).isTrue();
    long version = tables.version(TABLE);

    LakeTables next = heldUnder(2);
    next.fence(TABLE, List.of(UNIT));

    assertThatThrownBy(() -> old.append(TABLE, rows(), commit(1)))
        .isInstanceOfSatisfying(
            PipelineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
        .hasMessageContaining("no longer holds the lease of gold/news");
    assertThat(tables.version(TABLE)).isEqualTo(version + 1);
    assertThat(next.append(TABLE, rows(), commit(1))).isTrue();
    assertThat(tables.read(TABLE).count()).isEqualTo(2);
    assertThat(tables.fences(List.of(TABLE))).containsEntry(UNIT, 2L);
  }

  @Test
  void aFenceThatComesWhileAnAppendIsUnderWayMakesItFail() {
    LakeTables next = heldUnder(2);
    LakeTables old = heldUnder(1);
    Meanwhile.WORK.set(() -> next.fence(TABLE, List.of(UNIT)));
    // Computed after the append has looked at the fence and before it commits.
    Dataset<Row> slow =
        rows()
            .filter(
                (FilterFunction<Row>)
                    row -> {
                      Meanwhile.run();
                      return true;
                    });

    assertThatThrownBy(() -> old.append(TABLE, slow, commit(0)))
        .isInstanceOf(PipelineException.class)
        .hasMessageContaining("another process has taken it over");
    assertThat(tables.read(TABLE).count()).isZero();
  }

  /** What happens once while a task runs; on a thread of its own, since a task has no session. */
  private static final class Meanwhile {
    static final AtomicReference<@Nullable Runnable> WORK = new AtomicReference<>();

    static void run() throws InterruptedException {
      Runnable once = WORK.getAndSet(null);
      if (once != null) {
        Thread thread = new Thread(once);
        thread.start();
        thread.join();
      }
    }
  }

  @Test
  void aHolderThatKnowsOfItsLossDoesNotEvenTry() {
    LakeTables lost =
        tables.behind(
            new Fence(
                Map.of(UNIT, 1L),
                () -> {
                  throw StorageErrors.leaseLost(UNIT, "it was paused");
                }));
    assertThatThrownBy(() -> lost.append(TABLE, rows(), commit(0)))
        .hasMessageContaining("because it was paused");
    assertThat(tables.version(TABLE)).isZero();
  }

  @Test
  void anEarlierHolderCannotFenceTheNextOneOut() {
    heldUnder(2).fence(TABLE, List.of(UNIT));

    assertThatThrownBy(() -> heldUnder(1).fence(TABLE, List.of(UNIT)))
        .isInstanceOf(PipelineException.class);
    assertThat(tables.fences(List.of(TABLE))).containsEntry(UNIT, 2L);
  }
}
