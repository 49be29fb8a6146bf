package io.marketlake.quality;

import io.marketlake.schema.Feed;
import io.marketlake.silver.CompanyReferences;
import io.marketlake.silver.RuleTrial;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * What judging costs with some rules and without them: seconds a million records, on a sample in
 * memory, the best of some turns of each. Nothing but judging is timed, and both take turns, so
 * that what else the machine does weighs on both.
 */
record JudgingCost(double secondsWith, double secondsWithout) {
  private static final double MILLION = 1e6;
  private static final double NANOS = 1e9;
  private static final int SAMPLE = 500_000;
  private static final int TURNS = 3;

  /** Measures both; there must be records. */
  static JudgingCost of(
      Dataset<Row> records, CompanyReferences references, Feed with, Feed without) {
    Dataset<Row> sample = records.limit(SAMPLE).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      double millions = sample.count() / MILLION;
      double[] best = {Double.MAX_VALUE, Double.MAX_VALUE};
      List<Dataset<Row>> sides =
          Stream.of(with, without)
              .map(feed -> new RuleTrial(feed, references).judged(sample))
              .toList();
      for (int turn = 0; turn <= TURNS; turn++) {
        for (int side = 0; side < best.length; side++) {
          long start = System.nanoTime();
          sides.get(side).write().format("noop").mode("overwrite").save();
          double taken = (System.nanoTime() - start) / NANOS / millions;
          // The first turn only warms up.
          best[side] = turn == 0 ? best[side] : Math.min(best[side], taken);
        }
      }
      return new JudgingCost(best[0], best[1]);
    } finally {
      sample.unpersist();
    }
  }
}
