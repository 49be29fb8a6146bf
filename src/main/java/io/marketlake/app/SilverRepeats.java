package io.marketlake.app;

import io.marketlake.delta.Lake;
import io.marketlake.quarantine.Repeats;
import io.marketlake.schema.Feed;
import io.marketlake.silver.CorrectionRepeats;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Compares corrections with what a lake's silver has. */
final class SilverRepeats implements Repeats {
  private final CorrectionRepeats repeats;

  SilverRepeats(Lake lake) {
    this.repeats = new CorrectionRepeats(new SilverHistory(lake));
  }

  @Override
  public boolean keptOut(Feed feed) {
    return CorrectionRepeats.keptOut(feed);
  }

  @Override
  public Dataset<Row> of(Feed feed, Dataset<Row> corrections) {
    return repeats.of(feed, corrections);
  }
}
